package io.github.edgewise.metric;

/// Intersection over union (Jaccard index), |P and G| / |P or G|, from 0 to 1.
///
/// Undefined if both masks are empty; 0 if one of them is empty.
public record Iou() implements Metric {
    @Override
    public String name() { return "iou"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        long union = masks.predicted() + masks.referenced() - masks.both();
        if (union == 0) return new Score.Undefined(masks.emptiness().orElseThrow());
        return new Score.Value((double) masks.both() / union);
    }
}
