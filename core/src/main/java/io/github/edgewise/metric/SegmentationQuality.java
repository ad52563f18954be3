package io.github.edgewise.metric;

/// The segmentation quality (SQ) of the components of a class, from 0 to 1: the mean IoU of the matched
/// pairs. [PanopticQuality] says what matches.
///
/// Undefined, and without a penalty, if nothing matches: [RecognitionQuality] counts that.
///
/// @param threshold IoU above which components match, 0 or more and below 1
public record SegmentationQuality(double threshold) implements Metric {
    public SegmentationQuality { Matching.require(threshold); }

    /// With unique matches, above an IoU of 0.5.
    public SegmentationQuality() { this(Matching.UNIQUE); }

    @Override
    public String name() { return "sq" + SettingName.of("threshold", threshold, Matching.UNIQUE); }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public double penalty(MaskPair masks) { return Double.NaN; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        Matching matching = masks.matching(threshold);
        if (matching.matched() == 0) return new Score.Undefined("no component matches");
        return new Score.Value(matching.iou() / matching.matched());
    }
}
