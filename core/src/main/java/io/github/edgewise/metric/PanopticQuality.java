package io.github.edgewise.metric;

/// The panoptic quality (PQ) of the components of a class, from 0 to 1:
/// `sum of the matched IoUs / (TP + FP / 2 + FN / 2)`, the product of [RecognitionQuality] and
/// [SegmentationQuality].
///
/// Components have 26 neighbours (8 in 2-D). A predicted one and one of the reference match if their IoU is
/// above the threshold; TP are pairs, FP and FN the components without one. Above 0.5 a match is unique, as
/// published. Below, pairs are taken by descending IoU, each component once. For small lesions 0.5 is strict;
/// 0.1 is common. Source: Kirillov et al., CVPR 2019 (arXiv 1801.00868).
///
/// Undefined if both masks are empty; 0 if one of them is empty, or if nothing matches.
///
/// @param threshold IoU above which components match, 0 or more and below 1
public record PanopticQuality(double threshold) implements Metric {
    public PanopticQuality { Matching.require(threshold); }

    /// With unique matches, above an IoU of 0.5.
    public PanopticQuality() { this(Matching.UNIQUE); }

    @Override
    public String name() { return "pq" + SettingName.of("threshold", threshold, Matching.UNIQUE); }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        Matching matching = masks.matching(threshold);
        return new Score.Value(matching.iou() / matching.size());
    }
}
