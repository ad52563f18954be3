package io.github.edgewise.metric;

import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;

/// Dilation of a mask by voxels that share a face or an edge, 18 of them in 3-D and 8 in 2-D, within the image.
/// A row is a set of bits, so 64 voxels grow at once.
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
                    rows[row * words + (x - start >> 6)] |= 1L << (x - start);
                }
                x = ByteRuns.next(mask, stop, end, (byte) 1);
            }
        }
    }

    private void step() {
        long[] wider = wider();
        long[] grown = new long[rows.length];
        int h = shape.height();
        for (int z = 0; z < shape.depth(); z++) {
            for (int y = 0; y < h; y++) {
                int to = (z * h + y) * words;
                for (int dz = z == 0 ? 0 : -1; dz <= 1 && z + dz < shape.depth(); dz++) {
                    for (int dy = y == 0 ? 0 : -1; dy <= 1 && y + dy < h; dy++) {
                        long[] from = dz != 0 && dy != 0 ? rows : wider;
                        int at = ((z + dz) * h + y + dy) * words;
                        for (int word = 0; word < words; word++) {
                            grown[to + word] |= from[at + word];
                        }
                    }
                }
            }
        }
        rows = grown;
    }

    /// Every row, grown by one voxel to either side.
    private long[] wider() {
        long[] wider = new long[rows.length];
        long last = -1L >>> (64 * words - shape.width());
        for (int row = 0; row < rows.length; row += words) {
            for (int word = 0; word < words; word++) {
                long here = rows[row + word];
                long before = word > 0 ? rows[row + word - 1] >>> 63 : 0;
                long after = word + 1 < words ? rows[row + word + 1] << 63 : 0;
                wider[row + word] = here | here << 1 | here >>> 1 | before | after;
            }
            wider[row + words - 1] &= last;
        }
        return wider;
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
                    left = to == 64 ? 0 : left & -1L << to;
                }
            }
        }
        return mask;
    }
}
