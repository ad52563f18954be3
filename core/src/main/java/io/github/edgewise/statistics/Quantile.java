package io.github.edgewise.statistics;

/// Quantiles of sorted numbers.
public final class Quantile {
    private Quantile() {}

    /// The number below which this share of all numbers lies, with linear interpolation between neighbours:
    /// type 7 of Hyndman and Fan (1996), the default of R and NumPy. NaN without any number.
    public static double of(double share, double... sorted) {
        if (sorted.length == 0) return Double.NaN;
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
