package io.github.edgewise.volume;

/// The number of voxels along each axis, of two or three axes.
///
/// A 2-D image has `axes() == 2` and `depth() == 1`. The two are kept apart because a fake third axis would
/// make every pixel of a 2-D mask a surface voxel. Arrays run `z, y, x`, the last axis fastest.
///
/// @param axes 2 or 3
/// @param depth voxels along z; 1 where `axes` is 2
/// @param height voxels along y
/// @param width voxels along x
public record Shape(int axes, int depth, int height, int width) {
    public Shape {
        if (axes != 2 && axes != 3) {
            throw new IllegalArgumentException("a grid has 2 or 3 axes, not " + axes);
        }
        if (axes == 2 && depth != 1) {
            throw new IllegalArgumentException("a 2-D grid has depth 1, not " + depth);
        }
        if (depth < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "every axis needs at least one voxel, but z, y, x are " + depth + ", " + height + ", "
                            + width);
        }
        if (Math.multiplyHigh((long) depth * height, width) != 0) {
            throw new IllegalArgumentException("more than 2^63 voxels: z, y, x are " + depth + ", " + height
                    + ", " + width);
        }
    }

    /// A 2-D shape.
    public static Shape of(int height, int width) { return new Shape(2, 1, height, width); }

    /// A 3-D shape.
    public static Shape of(int depth, int height, int width) { return new Shape(3, depth, height, width); }

    /// The number of voxels in all, as long as they fit one array.
    ///
    /// @throws IllegalArgumentException where there are 2^31 or more; see [#count()]
    public int voxels() {
        if (count() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "at most 2^31 - 1 voxels fit one volume in memory, but z, y, x are " + depth + ", "
                            + height + ", " + width + "; crop it first");
        }
        return depth * height * width;
    }

    /// The number of voxels in all.
    public long count() { return (long) depth * height * width; }

    /// Where voxel `(z, y, x)` lies in an array of `voxels()` values.
    public int index(int z, int y, int x) { return (z * height + y) * width + x; }

    /// `(12, 80, 91)` for a voxel of a 3-D grid, `(80, 91)` for one of a 2-D grid: how messages name a voxel.
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
