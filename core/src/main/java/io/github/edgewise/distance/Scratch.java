package io.github.edgewise.distance;

/// Buffers of one thread of a transform.
final class Scratch {
    final float[] row;
    final float[] tile;
    /// Solved tiles, one per field.
    final float[][] out;
    /// One row of every field, where there are several.
    final float[][] rows;
    final float[] smallest;
    final float[] second;
    final float[] side;
    final float[] result;
    final int[] low;
    final int[] high;
    final byte[] state;
    final int[] runStart;
    final byte[] runLabel;
    final byte[] labels;
    final float[] column;
    final int[] candidate;
    final int[] firstRow;

    /// @param width columns of the widest strip
    /// @param rowLength voxels of a row
    /// @param n rows of the tallest tile
    /// @param lanes columns of a block
    /// @param fields solved side by side
    Scratch(int width, int rowLength, int n, int lanes, int fields) {
        int padded = padded(width, lanes);
        this.row = new float[padded(Math.max(width, rowLength), lanes)];
        this.tile = new float[Math.multiplyExact(padded, Kernel.stride(n))];
        this.out = new float[fields][tile.length];
        this.rows = new float[fields][fields > 1 ? padded : 0];
        this.smallest = new float[fields > 1 ? padded : 0];
        this.second = new float[fields > 1 ? padded : 0];
        this.side = new float[lanes * n];
        this.result = new float[lanes * n];
        this.low = new int[n + 2];
        this.high = new int[n + 2];
        this.state = new byte[n];
        this.runStart = new int[rowLength + 1];
        this.runLabel = new byte[rowLength + 1];
        this.labels = new byte[rowLength];
        this.column = new float[n];
        this.candidate = new int[n];
        this.firstRow = new int[n + 1];
    }

    private static int padded(int width, int lanes) { return (width + lanes - 1) / lanes * lanes; }
}
