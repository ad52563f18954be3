package io.github.edgewise.metric;

/// The share of the reference's voxels that the prediction finds, |P and G| / |G|, from 0 to 1; also called
/// sensitivity.
///
/// Undefined if the reference is empty (medpy: 0); 0 if only the prediction is empty.
public record Recall() implements Metric {
    @Override
    public String name() { return "recall"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.referenced() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        return new Score.Value((double) masks.both() / masks.referenced());
    }
}
