package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;

/// The Hausdorff distance between two borders, or a percentile of it, in mm.
///
/// `percentile` 100 is the largest distance from either border to the other (`hd`). There it does not matter
/// whether the directions are pooled. For 95 (`hd95`) it does, and tools differ:
///
/// | convention | percentile | as in |
/// |---|---|---|
/// | `POOLED` (default) | of both directions as one sample, linear interpolation | medpy |
/// | `DIRECTED` | the larger of the two directions' percentiles, linear interpolation | MONAI |
/// | `AREA` | the larger of the two directions' percentiles, weighted by area, no interpolation | DeepMind |
/// | `EXACT` | the larger of the two directions' percentiles over all points of the voxel faces | - |
///
/// `EXACT` is right to 1e-9 of the largest distance, `hd_exact` to 1e-5 of the largest spacing.
/// Undefined if either mask is empty (medpy: an error; DeepMind: infinite; MONAI: NaN, which its mean leaves
/// out; MIST: the image diagonal).
///
/// @param percentile above 0, at most 100
/// @param convention which border and which percentile
public record Hausdorff(double percentile, Convention convention) implements Metric {
    public Hausdorff {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new InvalidInputException(
                    "a percentile must be above 0 and at most 100, but is " + percentile);
        }
    }

    /// This percentile as medpy defines it.
    public Hausdorff(double percentile) { this(percentile, Convention.POOLED); }

    @Override
    public String name() {
        if (percentile == 100) return "hd" + convention.suffix();
        boolean whole = percentile == Math.rint(percentile);
        return "hd" + (whole ? Integer.toString((int) percentile) : Double.toString(percentile))
                + convention.suffix();
    }

    @Override
    public String unit() { return "mm"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.emptiness().isPresent()) return new Score.Undefined(masks.emptiness().get());
        Surface surface = convention.of(masks);
        BorderDistances one = surface.fromPrediction();
        BorderDistances other = surface.fromReference();
        if (percentile == 100) return new Score.Value(Math.max(one.largest(), other.largest()));
        return new Score.Value(switch (convention) {
            case POOLED -> surface.pooled().interpolated(percentile);
            case DIRECTED -> Math.max(one.interpolated(percentile), other.interpolated(percentile));
            case AREA, EXACT -> Math.max(one.covering(percentile), other.covering(percentile));
        });
    }
}
