package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.List;

/// What a box plot draws (Tukey 1977). All numbers are NaN where there are no values.
///
/// Quartiles lie between neighbours along a straight line (type 7 of Hyndman and Fan 1996, as R's `quantile`
/// and NumPy's). R's own box plots take hinges instead, which differ a little.
///
/// @param first the quartile that a quarter of the values lies below
/// @param median the second quartile
/// @param third the quartile that three quarters lie below
/// @param lowWhisker the lowest value not below `first - 1.5 (third - first)`, but at most `first`
/// @param highWhisker the highest value not above `third + 1.5 (third - first)`, but at least `third`
/// @param outliers the values beyond those bounds, ascending
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
        // a box may end between two values of which the outer one is an outlier
        double lowest = inside.length == 0 ? first : Math.min(first, inside[0]);
        double highest = inside.length == 0 ? third : Math.max(third, inside[inside.length - 1]);
        return new Quartiles(first, Quantile.of(0.5, sorted), third, lowest, highest, outliers);
    }
}
