package io.github.edgewise.distance;

/// Where a signed distance map is zero.
public enum ZeroLevel {
    /// On the surface between the class and the rest, which consists of voxel faces. The value is the exact
    /// distance from a voxel's centre to that surface, with the sign of its side. It is right for any
    /// spacing. A voxel beside a flat face has plus or minus half a spacing. No voxel is zero, and `phi(not
    /// C) = -phi(C)`. The default.
    FACE,
    /// Nowhere. The value is the distance to the centre of the nearest voxel of the other side, with the sign
    /// of the voxel's own side. It jumps by two spacings across a face.
    CENTRE,
    /// On the inner border voxels, as in the published code of Kervadec et al. (MIDL 2019): `d_out` outside
    /// and `-(d_in - 1)` inside, with `d` between voxel centres. The 1 is one mm whatever the spacing, so
    /// with spacings below 1 mm some inside voxels are positive. A class that is absent or fills the image
    /// gives 0 everywhere. Use it to reproduce published numbers.
    REFERENCE,
    /// `REFERENCE`, truncated towards zero to whole mm. The published code trains with it in 2-D, where the
    /// map inherits the integer type of the mask. Computed in double precision throughout.
    REFERENCE_TRUNCATED;

    StepCost cost() { return this == FACE ? StepCost.FACE : StepCost.CENTRE; }

    boolean isReference() { return this == REFERENCE || this == REFERENCE_TRUNCATED; }
}
