package io.github.edgewise.statistics;

import java.util.Arrays;

/// The two-sided signed-rank test of Wilcoxon (1945): are paired differences symmetric about 0?
///
/// Zero differences are dropped (`zero_method="wilcox"` of SciPy, and what R does). The sizes of the others
/// get ranks, mid-ranks where tied; W+ is the sum of the ranks of positive differences, W- of negative ones.
/// Differences within 1e-9 of the largest size count as tied or zero, so rounding decides nothing; where all
/// are rounding errors there is no scale to tell.
///
/// Up to 500 differences p is exact, ties included: `p = min(1, 2 P(W <= min(W+, W-)))` when every sign is
/// positive or negative with probability 1/2, by convolution over the ranks. With ties R approximates, SciPy
/// does with more than 13 differences; its `PermutationMethod` agrees. With more differences the normal
/// approximation with tie and continuity correction, as R's `wilcox.test(exact = FALSE)`: `z = (W+ - m (m +
/// 1) / 4 -+ 1/2) / s`, `s^2 = m (m + 1) (2 m + 1) / 24 - sum (t^3 - t) / 48`, m the differences left, t the
/// sizes of ties.
///
/// @param n how many differences there are, zeros included
/// @param zeros how many of them are zero
/// @param positive W+
/// @param negative W-
/// @param p the two-sided p; 1 where there is no difference but zeros
/// @param exact whether p is exact
public record Wilcoxon(int n, int zeros, double positive, double negative, double p, boolean exact) {
    private static final int EXACT = 500;

    /// The test of these differences, one per patient.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public static Wilcoxon of(double... differences) {
        return exactUpTo(EXACT, differences);
    }

    /// The smallest p that n patients can give, `min(1, 2 / 2^n)`: where it exceeds alpha, no result can be
    /// significant. It holds for an exact [Permutation], too. Zeros count as no patients here.
    public static double smallestP(int n) {
        if (n < 0) throw new IllegalArgumentException("there are no %d patients".formatted(n));
        return Math.min(1, Math.scalb(1., 1 - n));
    }

    /// Exact for at most so many differences that are not zero.
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

    /// The probability of a rank sum of at most w. Doubled mid-ranks are whole numbers.
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
