package io.github.edgewise.metric;

/// What a border is made of and how its distances become one number: tools differ, and so do their results.
public enum Convention {
    /// Border voxels, the distances of both directions pooled into one sample: medpy, and MONAI's average
    /// surface distance and surface Dice.
    POOLED,
    /// Border voxels, a number for each direction and then the larger of the two (the mean of the two for
    /// [AverageSurfaceDistance]): MONAI's Hausdorff distances.
    DIRECTED,
    /// Elements of a smooth surface between the voxels, weighed by area (in 2-D, by length): DeepMind's
    /// surface-distance, MONAI with `use_subvoxels`, MIST.
    AREA;

    Surface of(MaskPair masks) { return this == AREA ? masks.elements() : masks.surface(); }

    /// What is added to the name of a metric that does not follow [#POOLED].
    String suffix() {
        return switch (this) {
            case POOLED -> "";
            case DIRECTED -> "_directed";
            case AREA -> "_area";
        };
    }
}
