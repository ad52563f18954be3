package io.github.edgewise.volume;

import java.util.List;

/// The position and directions of a grid in the patient: the affine map from the voxel index `(x, y, z)` to
/// world coordinates `(Right, Anterior, Superior)` in mm. It maps voxel centres, as in NIfTI.
///
/// @param affine the upper three rows of the 4x4 matrix, row by row: 12 numbers
/// @param space the NIfTI code of the world: 0 unknown, 1 scanner, 2 aligned, 3 Talairach, 4 MNI152, 5 other
///     template
public record Orientation(List<Double> affine, int space) {
    /// Pairings of the voxel axes with the world axes.
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final double TIE = 1e-9;

    public Orientation {
        affine = List.copyOf(affine);
        if (affine.size() != 12) {
            throw new IllegalArgumentException("an affine must have 12 numbers, but has " + affine.size());
        }
    }

    /// An axis-aligned orientation with the first voxel at the origin. It is used for formats without
    /// geometry.
    public static Orientation plain(Spacing spacing) {
        return new Orientation(
                List.of(spacing.x(), 0., 0., 0., 0., spacing.y(), 0., 0., 0., 0., spacing.z(), 0.), 0);
    }

    /// The main directions of the voxel axes x, y and z, such as `RAS` or `LPS`: R right, L left, A anterior,
    /// P posterior, S superior, I inferior. Every axis of the patient occurs once: of all ways to pair the
    /// axes, it is the one with the largest sum of cosines.
    public String code() {
        int[] worlds = ORDERS[0];
        for (int[] order : ORDERS) {
            if (alignment(order) > alignment(worlds) + TIE) worlds = order;
        }
        var code = new StringBuilder();
        for (int axis = 0; axis < 3; axis++) {
            code.append((at(worlds[axis], axis) < 0 ? "LPI" : "RAS").charAt(worlds[axis]));
        }
        return code.toString();
    }

    private double alignment(int[] worlds) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            double step = stepMm(axis);
            if (step > 0) sum += Math.abs(at(worlds[axis], axis)) / step;
        }
        return sum;
    }

    /// True if no two corresponding numbers of the two affines differ by more than that many mm.
    public boolean isWithin(double mm, Orientation other) {
        for (int i = 0; i < affine.size(); i++) {
            if (!(Math.abs(affine.get(i) - other.affine.get(i)) <= mm)) return false;
        }
        return true;
    }

    /// The world coordinate of a voxel, in mm.
    ///
    /// @param world 0 for right, 1 for anterior, 2 for superior
    public double mm(int world, double x, double y, double z) {
        return at(world, 0) * x + at(world, 1) * y + at(world, 2) * z + at(world, 3);
    }

    /// The length of a step along a voxel axis, in mm.
    ///
    /// @param axis 0 for x, 1 for y, 2 for z
    public double stepMm(int axis) { return Math.hypot(Math.hypot(at(0, axis), at(1, axis)), at(2, axis)); }

    /// The angle between two voxel axes, as far as it is from 90 degrees; 0 where an axis has no length.
    ///
    /// @param one 0 for x, 1 for y, 2 for z
    /// @param other the other axis
    public double shearDegrees(int one, int other) {
        double lengths = stepMm(one) * stepMm(other);
        if (!(lengths > 0)) return 0;
        double cosine = (at(0, one) * at(0, other) + at(1, one) * at(1, other) + at(2, one) * at(2, other))
                / lengths;
        return Math.toDegrees(Math.asin(Math.min(1, Math.abs(cosine))));
    }

    private double at(int world, int axis) { return affine.get(4 * world + axis); }
}
