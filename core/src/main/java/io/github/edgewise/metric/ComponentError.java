package io.github.edgewise.metric;

/// The error in the number of components, |b0(P) - b0(G)|: how many more or fewer connected parts the
/// prediction has than the reference. 0 at best.
///
/// Voxels that share a corner are connected (26 neighbours in 3-D, 8 in 2-D), as in [Lesions]. With face
/// neighbours the number is another one. Also called Betti 0 error. It does not say whether the parts are in
/// the same place. A few specks in the reference or the prediction can be most of it, so remove specks from
/// both alike, or from neither.
///
/// Undefined if both masks are empty; the components of the other if one is empty.
public record ComponentError() implements Metric {
    @Override
    public String name() { return "b0_error"; }

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
        Lesions parts = masks.lesions();
        return new Score.Value(Math.abs(parts.predicted() - parts.referenced()));
    }
}
