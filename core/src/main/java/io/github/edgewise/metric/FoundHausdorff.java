package io.github.edgewise.metric;

import java.util.Optional;

/// The Hausdorff distance, or a percentile of it, between the lesions that were found and what was drawn of
/// them, in mm: [Hausdorff] of both masks without the lesions that do not meet the other mask.
///
/// Where there are several small objects, a Hausdorff distance of whole masks mostly tells how far away the
/// missed or invented one lies that is farthest. This one tells how well the borders of the others run; how
/// many there are of each, [LesionRecall] and [LesionPrecision] tell. Which lesions meet: [Lesions].
///
/// Undefined, and without a penalty, where no lesion is found: misses are for the other metrics to count.
///
/// @param percentile above 0, at most 100
public record FoundHausdorff(double percentile) implements Metric {
    private static final String NONE = "no lesion found";

    @Override
    public String name() { return whole().name() + "_found"; }

    @Override
    public String unit() { return whole().unit(); }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double penalty(MaskPair masks) { return Double.NaN; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() == 0 && masks.referenced() == 0) return whole().score(masks);
        Optional<MaskPair> met = masks.met();
        return met.isEmpty() ? new Score.Undefined(NONE) : whole().score(met.get());
    }

    private Hausdorff whole() { return new Hausdorff(percentile); }
}
