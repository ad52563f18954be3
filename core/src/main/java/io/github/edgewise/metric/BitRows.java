package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;

/// A set of points of a lattice, a bit for each point. 64 points to either side of a point are read at once.
final class BitRows {
    private final int stride;
    private final long[] bits; // a word of zeros before and after every row

    /// @param cells of the lattice; a point belongs to the set where `mask` is set
    BitRows(Shape lattice, byte[] cells, byte mask) {
        int width = lattice.width();
        this.stride = (width + 63) / 64 + 2;
        this.bits = new long[lattice.depth() * lattice.height() * stride];
        for (int row = 0; row < lattice.depth() * lattice.height(); row++) {
            int start = row * width;
            int end = start + width;
            for (int i = Scan.next(cells, start, end, mask); i < end; i = Scan.next(cells, i + 1, end,
                    mask)) {
                int x = i - start;
                bits[row * stride + 1 + (x >> 6)] |= 1L << x;
            }
        }
    }

    /// The number of points from `x` up to the first point of a row that belongs to the set: 0 for `x`
    /// itself, 64 if none of 64 does.
    int up(int row, int x) {
        int word = row * stride + 1 + (x >> 6);
        int bit = x & 63;
        return Long.numberOfTrailingZeros((bits[word] >>> bit) | ((bits[word + 1] << 1) << (63 - bit)));
    }

    /// The same down to lower x.
    int down(int row, int x) {
        int word = row * stride + 1 + (x >> 6);
        int bit = x & 63;
        return Long.numberOfLeadingZeros((bits[word] << (63 - bit)) | ((bits[word - 1] >>> 1) >>> bit));
    }
}
