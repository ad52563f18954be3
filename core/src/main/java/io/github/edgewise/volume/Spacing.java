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

    /// The smallest spacing of the axes of an image, in mm.
    ///
    /// @param axes 2 or 3; the spacing along z has no effect on 2-D images
    public double finest(int axes) {
        double finest = Math.min(y, x);
        return axes == 2 ? finest : Math.min(finest, z);
    }

    private static void require(String axis, double mm) {
        if (!(mm > 0) || Double.isInfinite(mm)) {
            throw new InvalidInputException(
                    "spacing along " + axis + " must be a positive number of mm, but is " + mm);
        }
    }
}
