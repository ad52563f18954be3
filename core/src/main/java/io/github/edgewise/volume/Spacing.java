package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;

/// The distance between neighbouring voxel centres along each axis, in mm.
///
/// @param z mm between slices; has no effect on a 2-D grid
/// @param y mm between rows
/// @param x mm between columns
public record Spacing(double z, double y, double x) {
    /// One millimetre along every axis. It is used for formats without spacing.
    public static final Spacing UNIT = new Spacing(1, 1, 1);

    public Spacing {
        require("z", z);
        require("y", y);
        require("x", x);
    }

    /// The spacing of a 2-D grid.
    public static Spacing of(double y, double x) { return new Spacing(1, y, x); }

    private static void require(String axis, double mm) {
        if (!(mm > 0) || Double.isInfinite(mm)) {
            throw new InvalidInputException(
                    "spacing along " + axis + " must be a positive number of mm, but is " + mm);
        }
    }
}
