package io.github.edgewise.statistics;

import java.util.SplittableRandom;

/// The two-sided sign-flip test of the mean (Fisher 1935). It asks: if each difference could equally well
/// have the other sign, how likely is a mean as far from 0 as the observed one?
///
/// With up to 20 differences p is exact: the share of all `2^n` choices of signs whose `abs(mean)` reaches
/// the observed one. With more differences, b of 100,000 random choices reach it, and `p = (b + 1) /
/// (100,001)` (Phipson and Smyth 2010), which is never 0. A sum of differences that is below the observed one
/// by at most 1e-9 of the largest difference counts as reaching it, so that rounding decides nothing. Unlike
/// [Wilcoxon] it uses sizes, not ranks. So it tests the number that is reported.
///
/// @param n the number of differences
/// @param mean their mean; NaN if n is 0
/// @param p the two-sided p; 1 if n is 0 or all differences are 0
/// @param exact whether p is exact
public record Permutation(int n, double mean, double p, boolean exact) {
    private static final int EXACT = 20;
    private static final int FLIPS = 100_000;

    /// The test of these differences, one per patient. The seed is used only with more than 20 differences.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public static Permutation of(long seed, double... differences) {
        Finite.check("difference", differences);
        int n = differences.length;
        double sum = 0;
        for (double d : differences) {
            sum += d;
        }
        double enough = Math.abs(sum) - Ranks.tolerance(differences);
        double p = n <= EXACT
                ? reaching(enough, 0, 0, differences) / Math.scalb(1., n)
                : sampled(seed, enough, differences);
        return new Permutation(n, sum / n, p, n <= EXACT);
    }

    /// The number of choices of signs, from position i on, that give a sum of at least this size.
    private static double reaching(double enough, int i, double sum, double... differences) {
        if (i == differences.length) return Math.abs(sum) >= enough ? 1 : 0;
        return reaching(enough, i + 1, sum + differences[i], differences)
                + reaching(enough, i + 1, sum - differences[i], differences);
    }

    private static double sampled(long seed, double enough, double... differences) {
        var random = new SplittableRandom(seed);
        int reached = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            double sum = 0;
            long signs = 0;
            for (int i = 0; i < differences.length; i++) {
                if (i % Long.SIZE == 0) signs = random.nextLong();
                sum += (signs & 1) == 0 ? differences[i] : -differences[i];
                signs >>>= 1;
            }
            if (Math.abs(sum) >= enough) reached++;
        }
        return (reached + 1.) / (FLIPS + 1);
    }
}
