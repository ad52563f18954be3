package io.github.edgewise.distance;

/// Where a signed distance map is zero.
public enum ZeroLevel {
    /// On the surface between the class and the rest, a union of voxel faces: the exact distance from a
    /// voxel's centre to that surface, with the sign of the side. Right for any spacing; a voxel beside a
    /// flat face has plus or minus half a spacing; no voxel is zero; `phi(not C) = -phi(C)`. The default.
    FACE,
    /// Nowhere: the distance to the centre of the nearest voxel of the other side, with the sign of the side.
    /// It jumps by two spacings across a face.
    CENTRE,
    /// On the inner border voxels, as the published code of Kervadec et al. (MIDL 2019) has it: `d_out`
    /// outside, `-(d_in - 1)` inside with `d` between voxel centres. The 1 is one mm whatever the spacing, so
    /// below 1 mm some inside voxels are positive. A class that is absent or fills the image gives 0
    /// everywhere. For reproducing published numbers.
    REFERENCE,
    /// As `REFERENCE`, then truncated towards zero to whole mm: what the published code trains with in 2-D,
    /// where the map inherits the integers of the mask. In double precision throughout.
    REFERENCE_TRUNCATED;

    StepCost cost() { return this == FACE ? StepCost.FACE : StepCost.CENTRE; }

    boolean isReference() { return this == REFERENCE || this == REFERENCE_TRUNCATED; }
}
