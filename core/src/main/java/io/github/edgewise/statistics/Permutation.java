package io.github.edgewise.statistics;

import java.util.Arrays;
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

    /// The test of the best of several candidates, each with one difference per patient: how likely is it
    /// that the highest mean of all candidates is as high as observed, if nothing differs? All candidates of
    /// a patient change their sign together, and a choice of signs counts where the mean of any candidate is
    /// as far from 0 as the highest observed one (Westfall and Young 1993). So trying many candidates costs
    /// significance, and similar ones cost little. For a single candidate with a mean above 0, this is
    /// [#of].
    ///
    /// @param seed used only with more than 20 patients
    /// @return with the highest mean; p is 1 if it is not above 0
    /// @throws IllegalArgumentException if a difference is not finite, or the candidates have different
    ///     numbers of patients
    public static Permutation ofHighest(long seed, double[]... candidates) {
        int n = candidates.length == 0 ? 0 : candidates[0].length;
        double highest = n == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
        double tolerance = 0;
        for (double[] differences : candidates) {
            if (differences.length != n) {
                throw new IllegalArgumentException("expected " + n + " differences for every candidate, but "
                        + "got " + differences.length);
            }
            Finite.check("difference", differences);
            if (n > 0) highest = Math.max(highest, Arrays.stream(differences).sum());
            tolerance = Math.max(tolerance, Ranks.tolerance(differences));
        }
        if (!(highest > tolerance)) return new Permutation(n, highest / n, 1, n <= EXACT);
        double enough = highest - tolerance;
        double p = n <= EXACT
                ? reaching(enough, 0, new double[candidates.length], candidates) / Math.scalb(1., n)
                : sampled(seed, enough, n, candidates);
        return new Permutation(n, highest / n, p, n <= EXACT);
    }

    /// The number of choices of signs, from patient i on, with which a sum is at least of this size.
    private static double reaching(double enough, int i, double[] sums, double[]... candidates) {
        if (i == candidates[0].length) {
            return Arrays.stream(sums).anyMatch(sum -> Math.abs(sum) >= enough) ? 1 : 0;
        }
        double[] plus = sums.clone();
        double[] minus = sums.clone();
        for (int c = 0; c < sums.length; c++) {
            plus[c] += candidates[c][i];
            minus[c] -= candidates[c][i];
        }
        return reaching(enough, i + 1, plus, candidates) + reaching(enough, i + 1, minus, candidates);
    }

    private static double sampled(long seed, double enough, int n, double[]... candidates) {
        var random = new SplittableRandom(seed);
        int reached = 0;
        double[] signs = new double[n];
        for (int flip = 0; flip < FLIPS; flip++) {
            Arrays.setAll(signs, i -> random.nextInt() < 0 ? -1 : 1);
            boolean reaches = false;
            for (int c = 0; c < candidates.length && !reaches; c++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += signs[i] * candidates[c][i];
                }
                reaches = Math.abs(sum) >= enough;
            }
            if (reaches) reached++;
        }
        return (reached + 1.) / (FLIPS + 1);
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
