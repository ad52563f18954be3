package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Boxes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;

/// The number of voxels of every class in two label maps, and the boxes around them. All computed in one
/// pass.
final class Tally {
    private static final int CLASSES = 256;

    private final long[] predicted = new long[CLASSES];
    private final long[] referenced = new long[CLASSES];
    private final long[] both = new long[CLASSES];
    private final Boxes boxes;

    /// @throws IllegalArgumentException where the shapes differ
    Tally(LabelMap prediction, LabelMap reference) {
        Shape s = reference.grid().shape();
        if (!prediction.grid().shape().equals(s)) {
            throw new InvalidInputException("the prediction has " + prediction.grid().shape()
                    + " voxels, but the reference has " + s);
        }
        this.boxes = new Boxes(CLASSES, s.axes());
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
            boxes.grow(a, z, y, x - start, end - start);
            if (a != b) boxes.grow(b, z, y, x - start, end - start);
            x = end;
        }
    }

    long predicted(int k) { return predicted[k]; }

    long referenced(int k) { return referenced[k]; }

    long both(int k) { return both[k]; }

    /// The smallest box around class `k` of both maps; one voxel if the class is absent from both.
    Box box(int k) { return boxes.box(k); }
}
