package io.github.edgewise.distance;

/// The inner loops of [NearestNumbers], on neighbouring columns of keys.
///
/// A key is a squared distance and, in its lowest bits, the number of the component at this distance. So the
/// smallest key is the nearest component, and the lowest number among equally near ones. Along a column
/// `out(y) = min over v of key(v) + g(y - v)`, where `g` are the costs of the axis and v are the rows that
/// have keys. All columns have keys in the same rows. Keys are whole numbers, so all kernels give the same
/// result.
interface NumberKernel {
    /// Neighbouring columns of a buffer: row y of column x is at `at + y * stride + x`.
    ///
    /// @param width how many columns; seven more, filled with copies of the last one, follow them
    record Columns(long[] keys, int at, int stride, int width) {}

    /// Where numbers are written: row y of column x to `at + y * stride + x`.
    record Numbers(int[] values, int at, int stride) {}

    /// Replaces the keys of all rows, in place, from those of the rows that `rows` names.
    void keys(Columns columns, NumberAxis axis, NumberRows rows);

    /// Writes the numbers of all rows, and leaves the keys as they are.
    void numbers(Columns columns, NumberAxis axis, NumberRows rows, Numbers into);
}
