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

    /// The value at that place or before it, without a mean of neighbours: of two spacings the finer one.
    /// NaN of none.
    public static double lower(double share, double... sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.floor(share * (sorted.length - 1))];
    }

    /// The value nearest to that place, without a mean of neighbours: the bounds that intensities of images
    /// are clipped to are values that occur. NaN of none.
    public static double nearest(double share, float... sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
