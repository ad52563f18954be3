package io.github.edgewise.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /// The tests of several candidates, each with one difference per patient, that allow for having tried all
    /// of them (Westfall and Young 1993, single step). All candidates of a patient change their sign
    /// together, and a choice of signs counts for a candidate where the largest `abs(sum d) / sqrt(sum d^2)`
    /// of all candidates reaches the observed one of this candidate. The divisor makes candidates of small
    /// and of large differences comparable. So trying many candidates costs significance, and similar ones
    /// cost little. A single candidate has the p of [#of].
    ///
    /// @param seed used only with more than 20 patients
    /// @return one per candidate, in their order; p is 1 if all differences are 0
    /// @throws IllegalArgumentException if a difference is not finite, or the candidates have different
    ///     numbers of patients
    public static List<Permutation> ofSeveral(long seed, double[]... candidates) {
        if (candidates.length == 0) return List.of();
        int n = candidates[0].length;
        double[][] shares = new double[candidates.length][];
        double[] enough = new double[candidates.length];
        for (int c = 0; c < candidates.length; c++) {
            if (candidates[c].length != n) {
                throw new IllegalArgumentException("expected " + n + " differences for every candidate, but "
                        + "got " + candidates[c].length);
            }
            Finite.check("difference", candidates[c]);
            shares[c] = shares(candidates[c]);
            enough[c] = Math.abs(sum(shares[c])) - Ranks.tolerance(shares[c]);
        }
        double[] reached = new double[candidates.length];
        if (n <= EXACT) {
            count(enough, reached, 0, new double[candidates.length], shares);
        } else {
            sample(seed, enough, reached, n, shares);
        }
        var tests = new ArrayList<Permutation>();
        for (int c = 0; c < candidates.length; c++) {
            double p = n <= EXACT ? reached[c] / Math.scalb(1., n) : (reached[c] + 1) / (FLIPS + 1);
            tests.add(new Permutation(n, sum(candidates[c]) / n, p, n <= EXACT));
        }
        return tests;
    }

    /// The differences divided by the root of the sum of their squares, which no sign changes.
    private static double[] shares(double... differences) {
        double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
        if (largest == 0) return differences;
        double squares = 0;
        for (double d : differences) {
            squares += d / largest * (d / largest);
        }
        double length = largest * Math.sqrt(squares);
        return Arrays.stream(differences).map(d -> d / length).toArray();
    }

    private static double sum(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /// Counts, for every candidate, the choices of signs from patient i on that reach it.
    private static void count(double[] enough, double[] reached, int i, double[] sums, double[]... shares) {
        if (i == shares[0].length) {
            reach(enough, reached, sums);
            return;
        }
        double[] other = sums.clone();
        for (int c = 0; c < sums.length; c++) {
            sums[c] += shares[c][i];
            other[c] -= shares[c][i];
        }
        count(enough, reached, i + 1, sums, shares);
        count(enough, reached, i + 1, other, shares);
    }

    private static void reach(double[] enough, double[] reached, double... sums) {
        double largest = 0;
        for (double sum : sums) {
            largest = Math.max(largest, Math.abs(sum));
        }
        for (int c = 0; c < enough.length; c++) {
            if (largest >= enough[c]) reached[c]++;
        }
    }

    private static void sample(long seed, double[] enough, double[] reached, int n, double[]... shares) {
        var random = new SplittableRandom(seed);
        double[] sums = new double[shares.length];
        for (int flip = 0; flip < FLIPS; flip++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < n; i++) {
                double sign = random.nextInt() < 0 ? -1 : 1;
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += sign * shares[c][i];
                }
            }
            reach(enough, reached, sums);
        }
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
