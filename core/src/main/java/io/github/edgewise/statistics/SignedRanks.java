package io.github.edgewise.statistics;

import java.util.Arrays;

/// Paired differences without the zeros, and the ranks of their sizes.
///
/// A difference of at most 1e-9 of the largest counts as zero, and sizes that differ by no more than this
/// count as tied. So the rounding of the scores decides nothing.
final class SignedRanks {
    private final double[] differences;
    private final double[] ranks;
    private final int zeros;

    SignedRanks(double... differences) {
        Finite.check("difference", differences);
        double tolerance = Ranks.tolerance(differences);
        this.differences = Arrays.stream(differences).filter(d -> Math.abs(d) > tolerance).toArray();
        ranks = Ranks.of(Arrays.stream(this.differences).map(Math::abs).toArray());
        zeros = differences.length - ranks.length;
    }

    /// The number of differences that are zero.
    int zeros() { return zeros; }

    /// The ranks of the other differences, in the order given. Tied ones have mid-ranks.
    double[] ranks() { return ranks.clone(); }

    /// The number of positive differences.
    int ahead() { return (int) Arrays.stream(differences).filter(d -> d > 0).count(); }

    /// W+, the sum of the ranks of positive differences.
    double positive() {
        double sum = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (differences[i] > 0) sum += ranks[i];
        }
        return sum;
    }

    /// W-, the sum of the ranks of negative differences.
    double negative() { return Arrays.stream(ranks).sum() - positive(); }
}
