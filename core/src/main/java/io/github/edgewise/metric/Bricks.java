package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// A set of points of a lattice as a tree. 4 x 4 x 4 points are the bits of one word. 4 x 4 x 4 words are the
/// bits of a word one level up, set where the lower word is not zero, and so on to a single word.
///
/// The search for a nearest point goes down from the top and skips every brick that is not nearer than the
/// best point so far. It begins with the point that was the nearest last time.
final class Bricks {
    private final double wz;
    private final double wy;
    private final double wx;
    private final Level[] levels;
    private final double[][] costs; // per level: of the 4 layers along z, then y, then x
    private int z;
    private int y;
    private int x;
    private int bestZ;
    private int bestY;
    private int bestX;
    private double best;

    /// @param cells of the lattice; a point belongs to the set where `mask` is set, and there is at least one
    Bricks(Shape lattice, Spacing spacing, byte[] cells, byte mask) {
        this.wz = spacing.z();
        this.wy = spacing.y();
        this.wx = spacing.x();
        int longest = Math.max(lattice.depth(), Math.max(lattice.height(), lattice.width()));
        int depth = 1;
        while (longest > (1L << (2 * depth))) depth++;
        this.levels = new Level[depth];
        this.costs = new double[depth][12];
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
                bestZ = row / lattice.height();
                bestY = row % lattice.height();
                bestX = i - row * width;
                for (int level = 0; level < depth; level++) {
                    int shrink = 2 * level;
                    levels[level].set(bestZ >> shrink, bestY >> shrink, bestX >> shrink);
                }
            }
        }
    }

    private static int words(int points, int shift) { return ((points - 1) >> shift) + 1; }

    /// The square of the distance to the nearest point, in mm squared.
    double squaredMm(int atZ, int atY, int atX) {
        this.z = atZ;
        this.y = atY;
        this.x = atX;
        best = square((bestZ - z) * wz) + square((bestY - y) * wy) + square((bestX - x) * wx);
        search(levels.length - 1, 0, 0, 0);
        return best;
    }

    private void search(int level, int brickZ, int brickY, int brickX) {
        double[] cost = costs[level];
        for (int i = 0; i < 4; i++) {
            cost[i] = square(away(brickZ * 4 + i, level, z) * wz);
            cost[4 + i] = square(away(brickY * 4 + i, level, y) * wy);
            cost[8 + i] = square(away(brickX * 4 + i, level, x) * wx);
        }
        long word = levels[level].word(brickZ, brickY, brickX);
        for (int row = 0; word != 0; row++, word >>>= 4) {
            double nearestRow = cost[row >> 2] + cost[4 + (row & 3)];
            if ((word & 15) == 0 || nearestRow >= best) continue;
            for (int i = 0; i < 4; i++) {
                double nearest = nearestRow + cost[8 + i];
                if (((word >> i) & 1) == 0 || nearest >= best) continue;
                int childZ = brickZ * 4 + (row >> 2);
                int childY = brickY * 4 + (row & 3);
                int childX = brickX * 4 + i;
                if (level > 0) {
                    search(level - 1, childZ, childY, childX);
                } else {
                    best = nearest;
                    bestZ = childZ;
                    bestY = childY;
                    bestX = childX;
                }
            }
        }
    }

    /// The number of points between coordinate `at` and a layer of bricks; 0 inside the layer.
    private static int away(int layer, int level, int at) {
        int shift = 2 * level;
        int low = layer << shift;
        int high = low + (1 << shift) - 1;
        return Math.max(0, Math.max(low - at, at - high));
    }

    private static double square(double v) { return v * v; }

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
