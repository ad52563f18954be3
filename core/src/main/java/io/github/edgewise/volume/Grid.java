package io.github.edgewise.volume;

/// The positions of an image's voxels.
///
/// @param shape voxels per axis
/// @param spacing mm between voxels
/// @param orientation position and directions of the grid in the patient
public record Grid(Shape shape, Spacing spacing, Orientation orientation) {
    /// Up to this angle, distances are wrong by less than 0.5 %. Affines that were rounded to three digits
    /// stay below it.
    public static final double SHEARED_DEGREES = 0.5;

    /// A grid of that shape and spacing at the origin.
    public static Grid of(Shape shape, Spacing spacing) {
        return new Grid(shape, spacing, Orientation.plain(spacing));
    }

    /// A grid of that shape with 1 mm spacing.
    public static Grid of(Shape shape) { return of(shape, Spacing.UNIT); }

    /// The same voxels with another spacing.
    public Grid with(Spacing other) { return of(shape, other); }

    /// The total number of voxels.
    public int voxels() { return shape.voxels(); }

    /// How far the axes are from right angles: the largest difference of an angle between two of them from 90
    /// degrees. Axes of one voxel do not count. Distances are computed as if it were 0. In a grid that is
    /// sheared by a degrees they can be too long by the factor `1 / sqrt(1 - sin a)`: 0.4 % at half a degree,
    /// 23 % at 20 degrees. [Unshearing] makes the angles right.
    public double shearDegrees() {
        int[] lengths = {shape.width(), shape.height(), shape.depth()};
        double most = 0;
        for (int one = 0; one < 3; one++) {
            for (int other = one + 1; other < 3; other++) {
                if (lengths[one] > 1 && lengths[other] > 1) {
                    most = Math.max(most, orientation.shearDegrees(one, other));
                }
            }
        }
        return most;
    }

    /// True if the axes are further from right angles than rounding in files explains: by more than
    /// [#SHEARED_DEGREES].
    public boolean isSheared() { return shearDegrees() > SHEARED_DEGREES; }

    /// The length of the diagonal in mm: sqrt(sum (n_a w_a)^2) over the axes longer than one voxel. No
    /// distance between two voxels of the grid can reach it. For a grid of a single voxel, it is the diagonal
    /// of that voxel.
    public double diagonalMm() {
        double z = shape.depth() > 1 ? shape.depth() * spacing.z() : 0;
        double y = shape.height() > 1 ? shape.height() * spacing.y() : 0;
        double x = shape.width() > 1 ? shape.width() * spacing.x() : 0;
        if (z == 0 && y == 0 && x == 0) {
            return Math.sqrt((shape.axes() == 3 ? spacing.z() * spacing.z() : 0) + spacing.y() * spacing.y()
                    + spacing.x() * spacing.x());
        }
        return Math.sqrt(z * z + y * y + x * x);
    }
}
