package io.github.edgewise.metric;

/// The share of the prediction's voxels that lie in the reference, |P and G| / |P|, from 0 to 1; also called
/// positive predictive value.
///
/// Undefined if the prediction is empty (medpy: 0); 0 if only the reference is empty.
public record Precision() implements Metric {
    @Override
    public String name() { return "precision"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        return new Score.Value((double) masks.both() / masks.predicted());
    }
}
