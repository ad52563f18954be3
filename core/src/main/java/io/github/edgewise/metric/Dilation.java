package io.github.edgewise.metric;

import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;

/// Dilation of a mask by voxels that share a face or an edge, 18 of them in 3-D and 8 in 2-D, within the
/// image. A row is a set of bits, so 64 voxels grow at once.
final class Dilation {
    private final Shape shape;
    private final int words; // of a row
    private long[] rows;

    private Dilation(Shape shape) {
        this.shape = shape;
        this.words = (shape.width() + 63) / 64;
        this.rows = new long[shape.depth() * shape.height() * words];
    }

    /// The mask after so many steps: 1 inside, 0 elsewhere.
    ///
    /// @param mask 1 inside, 0 elsewhere
    static byte[] of(byte[] mask, Shape shape, int steps) {
        if (steps == 0) return mask;
        var dilation = new Dilation(shape);
        dilation.read(mask);
        for (int i = 0; i < steps; i++) {
            dilation.step();
        }
        return dilation.mask();
    }

    private void read(byte[] mask) {
        for (int row = 0, start = 0; start < mask.length; row++, start += shape.width()) {
            int end = start + shape.width();
            int x = ByteRuns.next(mask, start, end, (byte) 1);
            while (x < end) {
                int stop = ByteRuns.end(mask, x, end, (byte) 1);
                for (; x < stop; x++) {
                    rows[row * words + ((x - start) >> 6)] |= 1L << (x - start);
                }
                x = ByteRuns.next(mask, stop, end, (byte) 1);
            }
        }
    }

    private void step() {
        long[] grown = new long[rows.length];
        long[] wider = new long[words];
        int h = shape.height();
        for (int row = 0; row < shape.depth() * h; row++) {
            if (!widen(row * words, wider)) continue;
            int z = row / h;
            int y = row % h;
            for (int dz = z == 0 ? 0 : -1; dz <= 1 && z + dz < shape.depth(); dz++) {
                for (int dy = y == 0 ? 0 : -1; dy <= 1 && y + dy < h; dy++) {
                    boolean isFace = dz == 0 || dy == 0;
                    int to = (row + dz * h + dy) * words;
                    for (int word = 0; word < words; word++) {
                        grown[to + word] |= isFace ? wider[word] : rows[row * words + word];
                    }
                }
            }
        }
        rows = grown;
    }

    /// Grows the row at `at` by one voxel to either side; false if it is empty.
    private boolean widen(int at, long[] wider) {
        long any = 0;
        for (int word = 0; word < words; word++) {
            any |= rows[at + word];
        }
        if (any == 0) return false;
        for (int word = 0; word < words; word++) {
            long here = rows[at + word];
            long before = word > 0 ? rows[at + word - 1] >>> 63 : 0;
            long after = word + 1 < words ? rows[at + word + 1] << 63 : 0;
            wider[word] = here | (here << 1) | (here >>> 1) | before | after;
        }
        wider[words - 1] &= -1L >>> (64 * words - shape.width());
        return true;
    }

    private byte[] mask() {
        byte[] mask = new byte[shape.voxels()];
        for (int row = 0; row < rows.length / words; row++) {
            for (int word = 0; word < words; word++) {
                int start = row * shape.width() + 64 * word;
                long left = rows[row * words + word];
                while (left != 0) {
                    int from = Long.numberOfTrailingZeros(left);
                    int to = from + Long.numberOfTrailingZeros(~(left >>> from));
                    Arrays.fill(mask, start + from, start + to, (byte) 1);
                    left = to == 64 ? 0 : left & (-1L << to);
                }
            }
        }
        return mask;
    }
}
