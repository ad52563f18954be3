package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How methods rank, and how far the patients decide it (Wiesenfarth et al. 2021).
///
/// Two ways to rank: for every patient, then averaged (`meanRanks`), and by the mean score of all patients.
/// How firm the second is, 10,000 bootstrap resamples of the patients say: how often a method is first, and
/// how like the ranking of a resample is to the one of all patients. Scores within 1e-9 of the largest are
/// tied.
///
/// @param meanRanks per method, the mean of its ranks over the patients; 1 is best, ties share the mean of
///     their ranks
/// @param firstShares per method, the share of resamples in which its mean score is the best; s methods that
///     are first together get 1 / s each, so the shares sum to 1
/// @param tau the mean of [Kendall#tau] between the ranking by mean score of all patients and those of the
///     resamples
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
            throw new IllegalArgumentException("a ranking needs a method and a patient");
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

    private static double[] means(double[][] costs, int... drawn) {
        return Arrays.stream(costs)
                .mapToDouble(row -> Arrays.stream(drawn).mapToDouble(j -> row[j]).sum() / drawn.length)
                .toArray();
    }

    /// 1 for the least, shared by those that tie with it.
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
