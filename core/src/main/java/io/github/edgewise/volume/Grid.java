package io.github.edgewise.volume;

/// The positions of an image's voxels.
///
/// @param shape voxels per axis
/// @param spacing mm between voxels
/// @param orientation position and directions of the grid in the patient
public record Grid(Shape shape, Spacing spacing, Orientation orientation) {
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
