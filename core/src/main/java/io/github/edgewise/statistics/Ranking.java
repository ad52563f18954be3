package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How methods rank, and how much this depends on the patients (Wiesenfarth et al. 2021).
///
/// There are two rankings: one per patient, averaged (`meanRanks`), and one by the mean score over all
/// patients. 10,000 bootstrap resamples of the patients show how stable the second is: how often each method
/// ranks first, and how similar the ranking of a resample is to the ranking of all patients. Scores within
/// 1e-9 of the largest are tied.
///
/// @param meanRanks per method, the mean of its ranks over the patients; 1 is best, and tied methods share
///     the mean of their ranks
/// @param firstShares per method, the share of resamples in which its mean score is the best. If s methods
///     tie for the first place, each gets 1 / s, so the shares sum to 1
/// @param tau the mean over the resamples of [Kendall#tau] between the ranking by mean score of all patients
///     and the ranking of the resample
public record Ranking(List<Double> meanRanks, List<Double> firstShares, double tau) {
    private static final int RESAMPLES = 10_000;

    public Ranking {
        meanRanks = List.copyOf(meanRanks);
        firstShares = List.copyOf(firstShares);
    }

    /// The ranking by `scores.get(method).get(patient)`.
    ///
    /// @param seed of the resamples
    /// @param higherIsBetter whether a higher score is the better one
    /// @throws IllegalArgumentException without a method or a patient, if methods have different numbers of
    ///     patients, or if a score is not finite
    public static Ranking of(long seed, boolean higherIsBetter, List<List<Double>> scores) {
        double[][] costs = Scores.rows("method", scores);
        if (costs.length == 0 || costs[0].length == 0) {
            throw new IllegalArgumentException("a ranking needs at least one method and one patient");
        }
        if (higherIsBetter) {
            for (double[] row : costs) {
                Arrays.setAll(row, j -> -row[j]);
            }
        }
        int patients = costs[0].length;
        double[] all = means(costs, IntStream.range(0, patients).toArray());
        double[] ranks = new double[costs.length];
        for (int j = 0; j < patients; j++) {
            int patient = j;
            add(ranks, Ranks.of(Arrays.stream(costs).mapToDouble(row -> row[patient]).toArray()));
        }
        double[] firsts = new double[costs.length];
        double tau = 0;
        var random = new SplittableRandom(seed);
        for (int b = 0; b < RESAMPLES; b++) {
            double[] means = means(costs, random.ints(patients, 0, patients).toArray());
            add(firsts, firsts(means));
            tau += Kendall.tau(all, means);
        }
        return new Ranking(shares(ranks, patients), shares(firsts, RESAMPLES), tau / RESAMPLES);
    }

    private static double[] means(double[][] costs, int... sampled) {
        return Arrays.stream(costs)
                .mapToDouble(row -> Arrays.stream(sampled).mapToDouble(j -> row[j]).sum() / sampled.length)
                .toArray();
    }

    /// 1 for the smallest mean. Methods that tie with it share the 1 equally.
    private static double[] firsts(double... means) {
        double[] ranks = Ranks.of(means);
        double best = Arrays.stream(ranks).min().orElseThrow();
        return Arrays.stream(ranks).map(rank -> rank > best ? 0 : 1 / (2 * best - 1)).toArray(); // best: (1 + s) / 2
    }

    private static void add(double[] sums, double... values) {
        Arrays.setAll(sums, i -> sums[i] + values[i]);
    }

    private static List<Double> shares(double[] sums, double of) {
        return DoubleStream.of(sums).map(sum -> sum / of).boxed().toList();
    }
}
