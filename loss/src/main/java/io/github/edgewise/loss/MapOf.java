package io.github.edgewise.loss;

/// The source of a slice's distance map, if slices of volumes are trained on.
public enum MapOf {
    /// As the training sets it (`sampling: {slices: MAP_OF_VOLUME}` or `MAP_OF_SLICE`).
    AS_SAMPLED,
    /// The map of the volume. It includes the boundary above and below the slice.
    VOLUME,
    /// The map of the slice alone.
    SLICE
}
