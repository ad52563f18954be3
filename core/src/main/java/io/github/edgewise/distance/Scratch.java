package io.github.edgewise.distance;

/// Buffers of one thread of a transform.
final class Scratch {
    /// One tile per field of those that are solved together.
    final float[][] tiles;
    /// One block: its input, the candidates of one side, and the solutions of both sides.
    final float[] block;
    final float[] side;
    final float[] outside;
    final float[] inside;
    final int[] low;
    final int[] high;
    final byte[] state;
    final int[] runStart;
    final byte[] runLabel;
    final byte[] labels;
    final int[] steps;
    final float[] column;
    final float[] solved;
    final int[] candidate;
    /// The number of candidates before a row.
    final int[] before;
    final int[] firstRow;
    final ScalarKernel.Buffers scalar;

    /// @param rowLength voxels of a row
    /// @param largest values of the largest tile
    /// @param n rows of the tallest tile
    /// @param lanes columns of a block
    /// @param fields how many fields are solved together
    Scratch(int rowLength, int largest, int n, int lanes, int fields) {
        this.tiles = new float[fields][largest];
        this.block = new float[lanes * n];
        this.side = new float[lanes * n];
        this.outside = new float[lanes * n];
        this.inside = new float[lanes * n];
        this.low = new int[n + 2];
        this.high = new int[n + 2];
        this.state = new byte[n];
        this.runStart = new int[rowLength + 1];
        this.runLabel = new byte[rowLength + 1];
        this.labels = new byte[rowLength];
        this.steps = new int[rowLength];
        this.column = new float[n];
        this.solved = new float[n];
        this.candidate = new int[n];
        this.before = new int[n + 1];
        this.firstRow = new int[n + 1];
        this.scalar = new ScalarKernel.Buffers(n);
    }
}
