package io.github.edgewise.metric;

/// The relative difference of the volumes, (|P| - |G|) / |G|. It is positive if the prediction is too large,
/// -1 if it is empty, and 0 at best. It is a plain number, not in per cent, and has no upper limit.
///
/// The same as medpy's `ravd`. The sign says whether a method segments too much or too little, but errors of
/// both signs cancel in a mean. The worst case is the one farthest from 0. The location does not matter.
/// Undefined if the reference is empty (medpy: an error). The penalty is then 1, as for twice the volume.
public record VolumeDifference() implements Metric {
    @Override
    public String name() { return "volume_difference"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double badness(double value) { return Math.abs(value); }

    @Override
    public double penalty(MaskPair masks) { return 1; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.referenced() == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        double difference = masks.predicted() - masks.referenced();
        return new Score.Value(difference / masks.referenced());
    }
}
