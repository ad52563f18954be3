package io.github.edgewise.statistics;

import java.util.Arrays;

/// The usual summary of a list of scores.
///
/// @param n the number of values
/// @param mean their mean; NaN if n is 0
/// @param deviation their standard deviation, with divisor n - 1; 0 if n is 1, NaN if n is 0
/// @param median their median: for an even n, the mean of the middle two; NaN if n is 0
/// @param lowest the smallest value; NaN if n is 0
/// @param highest the largest value; NaN if n is 0
public record Summary(int n, double mean, double deviation, double median, double lowest, double highest) {
    /// The summary of these values, in any order.
    public static Summary of(double... values) {
        int n = values.length;
        if (n == 0) return new Summary(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).sum() / n;
        double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = n == 1 ? 0 : Math.sqrt(squares / (n - 1));
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Summary(n, mean, deviation, median, sorted[0], sorted[n - 1]);
    }
}
