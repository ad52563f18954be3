package io.github.edgewise.distance;

/// The inner loops of [NearestNumbers], on neighbouring columns of keys.
///
/// A key is a squared distance and, in its lowest bits, the number of the component at this distance. So the
/// smallest key is the nearest component, and the lowest number among equally near ones. Along a column
/// `out(y) = min over v of key(v) + g(y - v)`, where `g` are the costs of the axis and v are the rows that
/// have keys. Keys are whole numbers, so all kernels give the same result.
interface NumberKernel {
    /// Writes the keys of all rows of the axis: row y of column x to `at + y * stride + x`. What a vector
    /// holds beyond the last column may be written too.
    void keys(NumberRows columns, NumberAxis axis, long[] into, int at, int stride);

    /// Writes the numbers of all rows of the axis instead.
    void numbers(NumberRows columns, NumberAxis axis, int[] into, int at, int stride);
}
