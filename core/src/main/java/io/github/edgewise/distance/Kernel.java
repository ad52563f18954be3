package io.github.edgewise.distance;

/// The inner loops of a transform, on blocks of neighbouring columns.
///
/// A tile holds a strip of an image, row by row. Its values are signed squared distances to the other side:
/// positive outside, negative inside, infinite where no voxel of the other side has been found yet. A field
/// without negative values is one-sided: it is zero at its sites.
///
/// All kernels give the same result: the smallest of the sums `f(v) + g(y - v)` as floats. On grids with a
/// diagonal of up to 2,000 times the smallest spacing, results are equal bit for bit, whatever the spacings,
/// because neighbouring rows then differ by more than rounding ([Kernels] relies on it). Beyond, they agree
/// to the last digit.
interface Kernel {
    /// The number of columns of a block.
    int lanes();

    /// The pass along one axis, in place: `out(y) = min over v of f(v) + g(y - v)` on each side of the
    /// surface. Squares beyond the limit of the axis may become infinite.
    ///
    /// @param tile row y of the block begins at `at + y * stride`
    /// @param width columns, at most [#lanes()]
    /// @param toMm the last step: converts the squares to mm, or keeps them
    void columns(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres toMm,
            Scratch scratch);

    /// Turns the one-sided fields of classes that together fill the image into signed fields: where a field
    /// is zero, the value becomes minus the second smallest value of all fields. Then the squares are
    /// converted.
    ///
    /// @param tiles one per class; `length` of their values from `at` on are replaced
    void partition(float[][] tiles, int classes, int at, int length, ToMillimetres toMm);
}
