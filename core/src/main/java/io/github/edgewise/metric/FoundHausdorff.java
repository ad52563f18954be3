package io.github.edgewise.metric;

import java.util.Optional;

/// The Hausdorff distance, or a percentile of it, of the found lesions only, in mm: [Hausdorff] after
/// removing from both masks the lesions that do not meet the other mask.
///
/// If there are several small objects, a Hausdorff distance of whole masks mostly says how far away the
/// farthest missed or invented one is. This metric says how well the borders of the found ones agree. How
/// many are missed or invented is in [LesionRecall] and [LesionPrecision]. [Lesions] says when lesions meet.
///
/// Undefined, and without a penalty, if no lesion is found: the other metrics count misses.
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
