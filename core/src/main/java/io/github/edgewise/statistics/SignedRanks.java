package io.github.edgewise.statistics;

import java.util.Arrays;

/// Paired differences without their zeros, and the ranks of their sizes.
///
/// A difference of at most 1e-9 of the largest counts as zero, and sizes so near to each other count as tied,
/// so the rounding of the scores decides nothing.
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

    /// How many differences are zero.
    int zeros() { return zeros; }

    /// The ranks of the others, mid-ranks where tied, in the order given.
    double[] ranks() { return ranks.clone(); }

    /// How many differences are positive.
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
