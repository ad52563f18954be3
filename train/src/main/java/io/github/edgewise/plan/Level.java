package io.github.edgewise.plan;

/// One resolution of a network.
///
/// @param stride the step of the first convolution into this level, in voxels of the level above; one for the
///     first level
/// @param kernel of the convolutions at this level
public record Level(Size stride, Size kernel) {}
