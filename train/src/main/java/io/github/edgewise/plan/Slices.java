package io.github.edgewise.plan;

/// Whether volumes are trained on slice by slice, with a 2-D network, and what the distances of a slice are.
/// Slices lie across the slowest axis, z; in NIfTI files that is the third.
public enum Slices {
    /// What the plan chooses: blocks, but slices where volumes have so few that a 3-D kernel sees nothing.
    AUTO,
    /// Whole blocks of the volume.
    NONE,
    /// Slices with their part of the volume's 3-D map: a voxel knows the boundary above and below. The best
    /// variant in Kervadec et al. (MedIA 2021).
    MAP_OF_VOLUME,
    /// Slices, each with a 2-D map of its own: in one without the class all of it is equally far.
    MAP_OF_SLICE
}
