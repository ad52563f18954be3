package io.github.edgewise.metric;

/// The recognition quality (RQ) of the components of a class, from 0 to 1: `TP / (TP + FP / 2 + FN / 2)`, an
/// F1 of components. [PanopticQuality] says what matches.
///
/// [LesionF1] accepts one common voxel and lets several components share a match. Undefined if both masks are
/// empty; 0 if one of them is empty, or if nothing matches.
///
/// @param threshold IoU above which components match, 0 or more and below 1
public record RecognitionQuality(double threshold) implements Metric {
    public RecognitionQuality { Matching.require(threshold); }

    /// With unique matches, above an IoU of 0.5.
    public RecognitionQuality() { this(Matching.UNIQUE); }

    @Override
    public String name() { return "rq" + SettingName.of("threshold", threshold, Matching.UNIQUE); }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        Matching matching = masks.matching(threshold);
        return new Score.Value(matching.matched() / matching.size());
    }
}
