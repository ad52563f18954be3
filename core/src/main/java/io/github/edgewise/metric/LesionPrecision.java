package io.github.edgewise.metric;

/// The share of the predicted lesions that meet the reference, from 0 to 1. [Lesions] says what a lesion is
/// and when lesions meet.
///
/// Undefined if the prediction has no lesion; 0 if only the reference has none.
public record LesionPrecision() implements Metric {
    @Override
    public String name() { return "lesion_precision"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        Lesions lesions = masks.lesions();
        return new Score.Value((double) lesions.confirmed() / lesions.predicted());
    }
}
