package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;

/// The number of voxels of every class in two label maps, and the boxes around them. All computed in one
/// pass.
final class Tally {
    private static final int CLASSES = 256;

    private final long[] predicted = new long[CLASSES];
    private final long[] referenced = new long[CLASSES];
    private final long[] both = new long[CLASSES];
    private final int[] low = new int[3 * CLASSES];
    private final int axes;
    private final int[] high = new int[3 * CLASSES];

    /// @throws IllegalArgumentException where the shapes differ
    Tally(LabelMap prediction, LabelMap reference) {
        Shape s = reference.grid().shape();
        if (!prediction.grid().shape().equals(s)) {
            throw new InvalidInputException("the prediction has " + prediction.grid().shape()
                    + " voxels, but the reference has " + s);
        }
        this.axes = s.axes();
        Arrays.fill(low, Integer.MAX_VALUE);
        byte[] p = prediction.labels();
        byte[] g = reference.labels();
        for (int z = 0, at = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++, at += s.width()) {
                row(p, g, at, at + s.width(), z, y);
            }
        }
    }

    private void row(byte[] p, byte[] g, int start, int stop, int z, int y) {
        int x = start;
        while (x < stop) {
            int a = p[x] & 0xff;
            int b = g[x] & 0xff;
            int end = Scan.end(p, g, x, stop);
            predicted[a] += end - x;
            referenced[b] += end - x;
            if (a == b) both[a] += end - x;
            grow(a, z, y, x - start, end - start);
            if (a != b) grow(b, z, y, x - start, end - start);
            x = end;
        }
    }

    private void grow(int k, int z, int y, int x, int end) {
        int i = 3 * k;
        low[i] = Math.min(low[i], z);
        high[i] = z + 1; // z only grows
        low[i + 1] = Math.min(low[i + 1], y);
        high[i + 1] = Math.max(high[i + 1], y + 1);
        low[i + 2] = Math.min(low[i + 2], x);
        high[i + 2] = Math.max(high[i + 2], end);
    }

    long predicted(int k) { return predicted[k]; }

    long referenced(int k) { return referenced[k]; }

    long both(int k) { return both[k]; }

    /// The smallest box around class `k` of both maps; one voxel if the class is absent from both.
    Box box(int k) {
        int i = 3 * k;
        if (high[i] == 0) return new Box(0, 0, 0, new Shape(axes, 1, 1, 1));
        return new Box(low[i], low[i + 1], low[i + 2], new Shape(axes, high[i] - low[i],
                high[i + 1] - low[i + 1], high[i + 2] - low[i + 2]));
    }
}
