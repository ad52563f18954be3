package io.github.edgewise.metric;

/// The relative difference of the volumes, (|P| - |G|) / |G|: positive where the prediction is too large, -1
/// where it is empty, 0 at best; a plain number, not per cent, and not bounded above.
///
/// medpy's `ravd`. The sign shows whether a method draws too much or too little, but errors of both signs
/// cancel in a mean; the worst case is the one farthest from 0. It says nothing about the place.
/// Undefined where the reference is empty (medpy: an error); a penalty is then 1, as for twice the volume.
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
