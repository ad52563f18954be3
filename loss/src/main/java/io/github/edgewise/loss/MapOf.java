package io.github.edgewise.loss;

/// What the distance map of a slice is made of, where slices of volumes are trained on.
public enum MapOf {
    /// What the training says (`sampling: {slices: MAP_OF_VOLUME}` or `MAP_OF_SLICE`).
    AS_SAMPLED,
    /// The volume: a voxel knows the boundary above and below it.
    VOLUME,
    /// The slice alone.
    SLICE
}
