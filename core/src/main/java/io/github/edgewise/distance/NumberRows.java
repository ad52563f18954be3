package io.github.edgewise.distance;

/// The rows of some columns that have keys, in order, and the buffers in which the columns are solved.
final class NumberRows {
    /// The most columns that are solved together.
    static final int LANES = 8;

    final int[] rows;
    int count;
    final long[] side;
    /// For every candidate, the first of those up to it that all have the same number in all lanes.
    final int[] since;
    final int[] candidate;
    final int[] firstRow;
    final int[] part = new int[LANES];

    /// @param most rows of the longest column
    NumberRows(int most) {
        this.rows = new int[most];
        this.side = new long[LANES * most];
        this.since = new int[most];
        this.candidate = new int[most];
        this.firstRow = new int[most + 1];
    }

    void clear() { count = 0; }

    void add(int row) { rows[count++] = row; }
}
