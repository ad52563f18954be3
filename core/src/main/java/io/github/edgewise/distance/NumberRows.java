package io.github.edgewise.distance;

/// Neighbouring columns of keys, as far as they have any: the rows that have keys, one after the other.
final class NumberRows {
    /// The most columns that a kernel solves together. So many keys, copies of the last column, follow a row.
    static final int LANES = 8;

    /// Row `rows[i]` of the image begins at `i * stride`.
    final long[] keys;
    final int stride;
    final int[] rows;
    /// How many rows have keys.
    int count;
    /// How many columns there are.
    int width;

    // of the columns that a kernel solves together
    /// For every row, the first of those up to it that all have the same number.
    final int[] since;
    final int[] candidate;
    final int[] firstRow;

    /// @param most rows
    /// @param stride keys per row
    NumberRows(int most, int stride) {
        this.keys = new long[Math.multiplyExact(most, stride)];
        this.stride = stride;
        this.rows = new int[most];
        this.since = new int[most];
        this.candidate = new int[most];
        this.firstRow = new int[most];
    }

    void clear(int columns) {
        count = 0;
        width = columns;
    }

    /// Where the keys of the next row begin.
    int end() { return count * stride; }

    void add(int row) { rows[count++] = row; }
}
