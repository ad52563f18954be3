package io.github.edgewise.distance;

/// The inner loops of a transform, on blocks of neighbouring columns.
///
/// A tile holds a strip of an image in blocks of [#lanes()] columns: row y of block b, `lanes()` values side
/// by side, begins at `(b * stride(n) + y) * lanes()`. Fields are signed squared distances: positive outside,
/// negative inside, each to the other side, infinite where no voxel of the other side was found yet. A field
/// without negative values is a one-sided one, zero at its sites.
///
/// All kernels give the same result: exactly under equal spacing along all axes, to the last place
/// otherwise.
interface Kernel {
    /// Columns of a block.
    int lanes();

    /// The pass along one axis: `out(y) = min over v of f(v) + g(y - v)` for each side of the surface.
    ///
    /// @param f a tile; the block begins at `at`
    /// @param out another tile, the block at the same place
    void columns(float[] f, float[] out, int at, Axis axis, Scratch scratch);

    /// Copies a row into row y of a tile of `n` rows.
    void scatter(float[] row, float[] tile, int y, int n, int blocks);

    /// Copies row y of a tile of `n` rows into a row.
    void gather(float[] tile, int y, int n, int blocks, float[] row);

    /// Rows from one block of a tile to the next. Odd, because blocks a power of two apart would compete for
    /// the same few lines of the cache.
    static int stride(int n) { return n | 1; }

    /// Replaces signed squares by signed roots times `unit`.
    void roots(float[] row, int length, float unit);

    /// Takes one more distance into the smallest and second smallest so far.
    void twoSmallest(float[] distances, float[] smallest, float[] second, int length);

    /// Replaces zeros by minus the other distance.
    void negate(float[] distances, float[] other, int length);
}
