package io.github.edgewise.metric;

/// The Hausdorff distance between two borders, or a percentile of it, in mm.
///
/// `percentile` 100 is the largest distance from either border to the other (`hd`). 95 is the 95th percentile
/// of both directions pooled, with linear interpolation (`hd95`), as medpy defines it; MONAI takes the larger
/// of the two directed percentiles, DeepMind weighs by surface area.
/// Undefined where either mask is empty (DeepMind: infinite; others: the image diagonal, or 0).
///
/// @param percentile above 0, at most 100
public record Hausdorff(double percentile) implements Metric {
    public Hausdorff {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new IllegalArgumentException(
                    "a percentile lies above 0 and at most 100, not " + percentile);
        }
    }

    @Override
    public String name() {
        if (percentile == 100) return "hd";
        boolean whole = percentile == Math.rint(percentile);
        return "hd" + (whole ? Integer.toString((int) percentile) : Double.toString(percentile));
    }

    @Override
    public String unit() { return "mm"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.emptiness().isPresent()) return new Score.Undefined(masks.emptiness().get());
        double[] pooled = masks.surface().pooled();
        double position = percentile / 100 * (pooled.length - 1);
        int below = (int) position;
        double value = pooled[below];
        if (below + 1 < pooled.length) value += (position - below) * (pooled[below + 1] - value);
        return new Score.Value(value);
    }
}
