package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Ranks, counted from 1, and the rule for when two numbers count as equal.
final class Ranks {
    /// Numbers are tied if they differ by at most this share of the largest of all: .81 - .78 and .83 - .80
    /// are the same difference, but not the same double.
    static final double TIE = 1e-9;

    private Ranks() {}

    /// The largest difference at which neighbours among these numbers count as equal.
    static double tolerance(double... values) {
        return TIE * Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    /// The rank of every number, 1 for the smallest; tied numbers share the mean of their ranks (mid-ranks).
    static double[] of(double... values) {
        double tolerance = tolerance(values);
        int n = values.length;
        int[] order = ascending(values);
        double[] ranks = new double[n];
        for (int from = 0, to; from < n; from = to) {
            to = from + 1;
            while (to < n && values[order[to]] - values[order[to - 1]] <= tolerance) to++;
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.; // the mean of from + 1, ..., to
            }
        }
        return ranks;
    }

    /// The positions of the numbers, from the smallest to the largest number.
    static int[] ascending(double... values) {
        return IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue).toArray();
    }
}
