package io.github.edgewise.plan;

/// Whether volumes are trained on slice by slice, with a 2-D network, and what the distances of a slice are.
/// Slices lie across the slowest axis, z; in NIfTI files that is the third.
public enum Slices {
    /// As planned: blocks, or slices if volumes have too few slices for a 3-D kernel.
    AUTO,
    /// Whole blocks of the volume.
    NONE,
    /// Slices with their part of the volume's 3-D map: distances include the boundary above and below. The
    /// best variant in Kervadec et al. (MedIA 2021).
    MAP_OF_VOLUME,
    /// Slices, each with its own 2-D map. In a slice without the class, all voxels are equally far.
    MAP_OF_SLICE
}
