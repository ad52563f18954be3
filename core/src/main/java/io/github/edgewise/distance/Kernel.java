package io.github.edgewise.distance;

/// The inner loops of a transform, on blocks of neighbouring columns.
///
/// A tile holds a strip of an image row by row. Its values are signed squared distances: positive outside,
/// negative inside, each to the other side, infinite where no voxel of the other side was found yet. A field
/// without negative values is a one-sided one, zero at its sites.
///
/// All kernels give the same result: bit for bit under equal spacing along all axes as long as float holds
/// the squares, for distances to 2,000 voxels; to the last place otherwise.
interface Kernel {
    /// Columns of a block.
    int lanes();

    /// The pass along one axis, in place: `out(y) = min over v of f(v) + g(y - v)` for each side of the
    /// surface. Squares beyond the axis' limit become infinite.
    ///
    /// @param tile row y of the block begins at `at + y * stride`
    /// @param width columns, at most [#lanes()]
    /// @param settle what the squares then become
    void columns(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres settle,
            Scratch scratch);

    /// One-sided fields of classes that fill the image become signed ones: where a field is zero, minus the
    /// second smallest of all. Then they settle.
    ///
    /// @param tiles one per class; `length` of their values from `at` on are replaced
    void partition(float[][] tiles, int classes, int at, int length, ToMillimetres settle);
}
