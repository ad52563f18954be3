package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.List;

/// The numbers of a box plot (Tukey 1977). All are NaN if there are no values.
///
/// Quartiles are interpolated linearly between neighbours (type 7 of Hyndman and Fan 1996, as in R's
/// `quantile` and in NumPy). R's own box plots use hinges instead, which differ a little.
///
/// @param first the first quartile: a quarter of the values lie below it
/// @param median the second quartile
/// @param third the third quartile: three quarters of the values lie below it
/// @param lowWhisker the lowest value that is at least `first - 1.5 (third - first)`, but at most `first`
/// @param highWhisker the highest value that is at most `third + 1.5 (third - first)`, but at least `third`
/// @param outliers the values beyond these bounds, in ascending order
public record Quartiles(double first, double median, double third, double lowWhisker, double highWhisker,
        List<Double> outliers) {
    private static final double REACH = 1.5;

    public Quartiles {
        outliers = List.copyOf(outliers);
    }

    /// The quartiles of these values, in any order.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public static Quartiles of(double... values) {
        Finite.check("value", values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double first = Quantile.of(0.25, sorted);
        double third = Quantile.of(0.75, sorted);
        double low = first - REACH * (third - first);
        double high = third + REACH * (third - first);
        double[] inside = Arrays.stream(sorted).filter(v -> v >= low && v <= high).toArray();
        List<Double> outliers = Arrays.stream(sorted).filter(v -> v < low || v > high).boxed().toList();
        // a quartile may lie between an outlier and its neighbour; then a whisker ends at the box
        double lowest = inside.length == 0 ? first : Math.min(first, inside[0]);
        double highest = inside.length == 0 ? third : Math.max(third, inside[inside.length - 1]);
        return new Quartiles(first, Quantile.of(0.5, sorted), third, lowest, highest, outliers);
    }
}
