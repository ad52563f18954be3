package io.github.edgewise.metric;

/// What a border is made of, and how its distances become one number. Tools differ in this, and so do their
/// results.
public enum Convention {
    /// Border voxels; the distances of both directions are pooled into one sample. As in medpy, and in
    /// MONAI's average surface distance and surface Dice.
    POOLED,
    /// Border voxels; one number for each direction, then the larger of the two (for
    /// [AverageSurfaceDistance], the mean of the two). As in MONAI's Hausdorff distances.
    DIRECTED,
    /// Elements of a smooth surface between the voxels, weighted by area (in 2-D, by length). As in
    /// DeepMind's surface-distance, MONAI with `use_subvoxels`, and MIST.
    AREA,
    /// The voxel faces themselves: integrals over every point of the surface that separates the voxels of the
    /// mask from all others (in 2-D, of the edges of pixels). No other tool computes this. Exact in closed
    /// form, up to the bounds that each metric states.
    EXACT;

    Surface of(MaskPair masks) {
        return switch (this) {
            case POOLED, DIRECTED -> masks.surface();
            case AREA -> masks.elements();
            case EXACT -> masks.faces();
        };
    }

    /// The ending of the metric's name for this convention; empty for [#POOLED].
    String suffix() {
        return switch (this) {
            case POOLED -> "";
            case DIRECTED -> "_directed";
            case AREA -> "_area";
            case EXACT -> "_exact";
        };
    }
}
