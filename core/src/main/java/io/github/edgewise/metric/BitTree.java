package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;

/// A set of points of a lattice. 4 x 4 x 4 points are the bits of one word. 4 x 4 x 4 words are the bits of a
/// word one level up, set where the lower word is not zero, and so on to a single word.
final class BitTree {
    private final Level[] levels;

    /// @param cells of the lattice; a point belongs to the set where `mask` is set
    BitTree(Shape lattice, byte[] cells, byte mask) {
        int longest = Math.max(lattice.depth(), Math.max(lattice.height(), lattice.width()));
        int depth = 1;
        while (longest > (1L << (2 * depth))) depth++;
        this.levels = new Level[depth];
        int shift = 2;
        for (int i = 0; i < depth; i++, shift += 2) {
            levels[i] = new Level(words(lattice.depth(), shift), words(lattice.height(), shift),
                    words(lattice.width(), shift));
        }
        int width = lattice.width();
        for (int row = 0; row < lattice.depth() * lattice.height(); row++) {
            int end = (row + 1) * width;
            for (int i = Scan.next(cells, row * width, end, mask); i < end; i = Scan.next(cells, i + 1, end,
                    mask)) {
                add(row / lattice.height(), row % lattice.height(), i - row * width);
            }
        }
    }

    private static int words(int points, int shift) { return ((points - 1) >> shift) + 1; }

    private void add(int z, int y, int x) {
        for (int level = 0; level < levels.length; level++) {
            int shrink = 2 * level;
            levels[level].set(z >> shrink, y >> shrink, x >> shrink);
        }
    }

    /// The number of levels. The highest has a single word.
    int depth() { return levels.length; }

    /// The 64 bits of a brick: bit `16 z + 4 y + x` for what lies at `(z, y, x)` in it.
    long word(int level, int z, int y, int x) { return levels[level].word(z, y, x); }

    /// Words of 4 x 4 x 4 bits.
    private static final class Level {
        private final int height;
        private final int width;
        private final long[] words;

        Level(int depth, int height, int width) {
            this.height = height;
            this.width = width;
            this.words = new long[depth * height * width];
        }

        long word(int z, int y, int x) { return words[(z * height + y) * width + x]; }

        void set(int z, int y, int x) {
            int word = ((z >> 2) * height + (y >> 2)) * width + (x >> 2);
            words[word] |= 1L << (16 * (z & 3) + 4 * (y & 3) + (x & 3));
        }
    }
}
