package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;

/// Voxels along each axis: of a kernel, of a stride or of one coarse voxel. On 2-D images z is 1.
///
/// @param z along depth, at least 1
/// @param y along height
/// @param x along width
public record Size(int z, int y, int x) {
    /// One voxel.
    public static final Size ONE = new Size(1, 1, 1);

    public Size {
        if (z < 1 || y < 1 || x < 1) {
            throw new InvalidInputException(
                    "a size is at least 1 along every axis, not " + z + "x" + y + "x" + x);
        }
    }

    /// A step of this size that is made of steps of the other.
    public Size times(Size other) { return new Size(z * other.z, y * other.y, x * other.x); }

    /// True where an image of that shape is made of whole steps.
    public boolean divides(Shape shape) {
        return shape.depth() % z == 0 && shape.height() % y == 0 && shape.width() % x == 0;
    }

    /// An image of that shape seen in steps of this size.
    ///
    /// @throws IllegalArgumentException where it is not made of whole steps
    public Shape coarse(Shape shape) {
        if (!divides(shape)) {
            throw new InvalidInputException(shape + " voxels cannot be divided by " + this);
        }
        return new Shape(shape.axes(), shape.depth() / z, shape.height() / y, shape.width() / x);
    }

    /// The spacing of steps of this size.
    public Spacing coarse(Spacing spacing) {
        return new Spacing(z * spacing.z(), y * spacing.y(), x * spacing.x());
    }

    /// The voxels along the last axes: z, y, x for 3 axes, y, x for 2.
    public long[] along(int axes) { return axes == 2 ? new long[]{y, x} : new long[]{z, y, x}; }

    @Override
    public String toString() { return z + "x" + y + "x" + x; }
}
