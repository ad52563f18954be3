package io.github.edgewise.metric;

/// The average symmetric surface distance (ASSD): the mean distance between two borders, in mm.
///
/// | convention | mean | as in |
/// |---|---|---|
/// | `POOLED` (default) | over the border voxels of both masks | medpy 0.5, MONAI (symmetric) |
/// | `DIRECTED` | of two means: from the prediction and from the reference | older medpy |
/// | `AREA` | over the surface elements of both masks, weighted by area | MIST |
/// | `EXACT` | over all points of the voxel faces of both masks, to 1e-8 of the largest distance | - |
///
/// `POOLED` gives the larger border more weight. DeepMind returns the two directed means. They are
/// `masks.elements().fromReference().mean()` and `masks.elements().fromPrediction().mean()`.
/// Undefined if either mask is empty (medpy: an error; DeepMind and MONAI: infinite or NaN).
///
/// @param convention which border and which mean
public record AverageSurfaceDistance(Convention convention) implements Metric {
    /// As medpy and MONAI define it.
    public AverageSurfaceDistance() { this(Convention.POOLED); }

    @Override
    public String name() { return "assd" + convention.suffix(); }

    @Override
    public String unit() { return "mm"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.emptiness().isPresent()) return new Score.Undefined(masks.emptiness().get());
        Surface surface = convention.of(masks);
        if (convention != Convention.DIRECTED) return new Score.Value(surface.pooled().mean());
        return new Score.Value((surface.fromPrediction().mean() + surface.fromReference().mean()) / 2);
    }
}
