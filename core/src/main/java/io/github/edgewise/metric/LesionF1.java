package io.github.edgewise.metric;

/// The harmonic mean of [LesionPrecision] and [LesionRecall], 2 p r / (p + r), from 0 to 1.
///
/// Commowick et al. (Scientific Reports 8, 2018) score multiple sclerosis lesions in this way. MIST uses 2 TP
/// / (2 TP + FP + FN), with TP the found lesions of the reference. The two differ if one lesion meets several
/// lesions. Undefined if both masks are empty; 0 if one of them is empty, or if no lesion meets another.
public record LesionF1() implements Metric {
    @Override
    public String name() { return "lesion_f1"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        Lesions lesions = masks.lesions();
        if (lesions.found() == 0) return new Score.Value(0);
        double precision = (double) lesions.confirmed() / lesions.predicted();
        double recall = (double) lesions.found() / lesions.referenced();
        return new Score.Value(2 * precision * recall / (precision + recall));
    }
}
