package io.github.edgewise.metric;

import io.github.edgewise.volume.BettiNumbers;

/// The error in the number of loops, |b1(P) - b1(G)|: how many more or fewer holes (2-D) or tunnels (3-D) the
/// prediction has than the reference. 0 at best.
///
/// [BettiNumbers] counts them: the mask is connected through corners, the background through faces. Also
/// called Betti 1 error. It does not say whether the loops are in the same place.
///
/// Undefined if both masks are empty; the loops of the other if one is empty.
public record LoopError() implements Metric {
    @Override
    public String name() { return "b1_error"; }

    @Override
    public boolean higherIsBetter() { return false; }

    /// None: an empty mask has a score.
    @Override
    public double penalty(MaskPair masks) { return Double.NaN; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        int predicted = BettiNumbers.of(masks.prediction(), masks.classIndex()).loops();
        int referenced = BettiNumbers.of(masks.reference(), masks.classIndex()).loops();
        return new Score.Value(Math.abs(predicted - referenced));
    }
}
