package io.github.edgewise.statistics;

import java.util.Arrays;

/// The two-sided signed-rank test of Wilcoxon (1945): are paired differences symmetric about 0?
///
/// Zero differences are left out (as in R, and in SciPy with `zero_method="wilcox"`). The sizes of the other
/// differences get ranks, mid-ranks if tied. W+ is the sum of the ranks of positive differences, W- that of
/// negative ones. Differences within 1e-9 of the largest size count as tied or zero, so rounding decides
/// nothing. But if all differences are rounding errors, this rule cannot recognise them.
///
/// With up to 500 differences p is exact, also with ties: `p = min(1, 2 P(W <= min(W+, W-)))`, where each
/// sign is positive or negative with probability 1/2. It is computed by convolution over the ranks. R
/// approximates if there are ties, and SciPy if there are ties and more than 13 differences; SciPy's
/// `PermutationMethod` agrees with the exact p. With more than 500 differences, p is the normal approximation
/// with corrections for ties and continuity, as in R's `wilcox.test(exact = FALSE)`: `z = (W+ - m (m + 1) / 4
/// -+ 1/2) / s` and `s^2 = m (m + 1) (2 m + 1) / 24 - sum (t^3 - t) / 48`, where m is the number of
/// differences left and t the sizes of the ties.
///
/// @param n the number of differences, including zeros
/// @param zeros how many of them are zero
/// @param positive W+
/// @param negative W-
/// @param p the two-sided p; 1 if there are no differences other than zeros
/// @param exact whether p is exact
public record Wilcoxon(int n, int zeros, double positive, double negative, double p, boolean exact) {
    private static final int EXACT = 500;

    /// The test of these differences, one per patient.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public static Wilcoxon of(double... differences) {
        return exactUpTo(EXACT, differences);
    }

    /// The smallest p that n patients can give, `min(1, 2 / 2^n)`. If it is larger than alpha, no result can
    /// be significant. It also holds for an exact [Permutation]. Patients with a zero difference do not count
    /// here.
    public static double smallestP(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("the number of patients must be 0 or more, but is " + n);
        }
        return Math.min(1, Math.scalb(1., 1 - n));
    }

    /// The test, exact if at most `most` differences are not zero.
    static Wilcoxon exactUpTo(int most, double... differences) {
        var ranks = new SignedRanks(differences);
        double positive = ranks.positive();
        double negative = ranks.negative();
        boolean exact = differences.length - ranks.zeros() <= most;
        double below = exact
                ? below(Math.min(positive, negative), ranks.ranks())
                : approximatelyBelow(Math.min(positive, negative), ranks.ranks());
        return new Wilcoxon(differences.length, ranks.zeros(), positive, negative, Math.min(1, 2 * below),
                exact);
    }

    /// The probability of a rank sum of at most w. Ranks are doubled, because doubled mid-ranks are whole
    /// numbers.
    private static double below(double w, double... ranks) {
        int[] doubled = Arrays.stream(ranks).mapToInt(r -> (int) Math.round(2 * r)).toArray();
        double[] probability = new double[(int) Math.round(2 * w) + 1];
        probability[0] = 1;
        for (int rank : doubled) {
            for (int sum = probability.length - 1; sum >= 0; sum--) {
                probability[sum] = (probability[sum] + (sum < rank ? 0 : probability[sum - rank])) / 2;
            }
        }
        return Arrays.stream(probability).sum();
    }

    private static double approximatelyBelow(double w, double... ranks) {
        double m = ranks.length;
        double variance = m * (m + 1) * (2 * m + 1) / 24 - ties(ranks) / 48;
        return Normal.cdf(Math.min(0, w - m * (m + 1) / 4 + 0.5) / Math.sqrt(variance));
    }

    /// The sum of `t^3 - t` over all ties of t ranks.
    private static double ties(double... ranks) {
        double[] sorted = ranks.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && Double.compare(sorted[to], sorted[from]) == 0) to++;
            double t = to - from;
            sum += t * t * t - t;
        }
        return sum;
    }
}
