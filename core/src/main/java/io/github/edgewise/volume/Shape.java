package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;

/// The number of voxels along each axis, for two or three axes.
///
/// A 2-D image has `axes() == 2` and `depth() == 1`. It is not treated as a volume of one slice, because then
/// every pixel of a 2-D mask would be a surface voxel. Arrays have the order `z, y, x`, with the last axis
/// fastest.
///
/// @param axes 2 or 3
/// @param depth voxels along z; 1 if `axes` is 2
/// @param height voxels along y
/// @param width voxels along x
public record Shape(int axes, int depth, int height, int width) {
    public Shape {
        if (axes != 2 && axes != 3) {
            throw new InvalidInputException("a grid must have 2 or 3 axes, but has " + axes);
        }
        if (axes == 2 && depth != 1) {
            throw new InvalidInputException("a 2-D grid must have depth 1, but has " + depth);
        }
        if (depth < 1 || height < 1 || width < 1) {
            throw new InvalidInputException(
                    "every axis needs at least one voxel, but z, y, x are " + depth + ", " + height + ", "
                            + width);
        }
        long slice = (long) depth * height; // below 2^62
        if (slice > Long.MAX_VALUE / width) {
            throw new InvalidInputException(
                    "a grid must have fewer than 2^63 voxels, but z, y, x are " + depth
                            + ", " + height + ", " + width);
        }
    }

    /// A 2-D shape.
    public static Shape of(int height, int width) { return new Shape(2, 1, height, width); }

    /// A 3-D shape.
    public static Shape of(int depth, int height, int width) { return new Shape(3, depth, height, width); }

    /// The total number of voxels, if they fit one array.
    ///
    /// @throws IllegalArgumentException where there are 2^31 or more; then use [#count()]
    public int voxels() {
        if (count() > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "at most 2^31 - 1 voxels fit one volume in memory, but z, y, x are " + depth + ", "
                            + height + ", " + width + "; crop it first");
        }
        return depth * height * width;
    }

    /// The number of values in several arrays of this shape, such as channels, if they fit one array.
    ///
    /// @param arrays how many, from 0 up
    /// @throws InvalidInputException where there are 2^31 or more values
    public int values(long arrays) {
        if (arrays > Integer.MAX_VALUE / count()) {
            throw new InvalidInputException("at most 2^31 - 1 values fit in memory together, but there are "
                    + arrays + " times " + this + "; use fewer at once, or smaller images or patches");
        }
        return (int) (arrays * count());
    }

    /// The total number of voxels.
    public long count() { return (long) depth * height * width; }

    /// The index of voxel `(z, y, x)` in an array of `voxels()` values.
    public int index(int z, int y, int x) { return (z * height + y) * width + x; }

    /// The position of a voxel as messages write it: `(12, 80, 91)` in a 3-D grid, `(80, 91)` in a 2-D grid.
    public String position(int index) {
        int x = index % width;
        int y = index / width % height;
        return axes == 2
                ? "(" + y + ", " + x + ")"
                : "(" + index / width / height + ", " + y + ", " + x + ")";
    }

    /// `35 x 50 x 36`, in the order z, y, x.
    @Override
    public String toString() {
        return axes == 2 ? height + " x " + width : depth + " x " + height + " x " + width;
    }
}
