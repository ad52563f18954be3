package io.github.edgewise.metric;

/// The share of the reference's lesions that the prediction meets, from 0 to 1. [Lesions] says what a lesion
/// is and when lesions meet.
///
/// Undefined if the reference has no lesion; 0 if only the prediction has none.
public record LesionRecall() implements Metric {
    @Override
    public String name() { return "lesion_recall"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.referenced() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        Lesions lesions = masks.lesions();
        return new Score.Value((double) lesions.found() / lesions.referenced());
    }
}
