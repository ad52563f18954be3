package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The distance from points of a lattice to the nearest of a set of its points, found in a [BitTree].
///
/// The search goes down from the top and skips every brick that is not nearer than the best point so far. It
/// begins with the point that was the nearest last time.
///
/// From the second question about a block of the lattice on, only the candidates of the block are compared:
/// the points that may be nearest to any place in it. They are found in the tree too, once per block. A point
/// s is one if somewhere in the block it is no farther than an anchor a, the point nearest to the middle of
/// the block. The difference of the two squared distances is linear along each axis, so it is least at an end
/// of the block.
final class Bricks {
    private static final int BLOCK = 3; // a block is 2^BLOCK points long: of 4, 8 and 16, 8 was fastest

    private final Shape lattice;
    private final double wz;
    private final double wy;
    private final double wx;
    private final double rounding; // squared mm by which differences of squares may be wrong
    private final BitTree tree;
    private final double[][] costs; // per level: of the 4 layers along z, then y, then x
    private final int blocksX;
    private final int[][] candidates; // z, y, x of every candidate, per block of one layer of blocks
    private final boolean[] asked;
    private int layer = -1;
    private int z;
    private int y;
    private int x;
    private int bestZ;
    private int bestY;
    private int bestX;
    private double best;

    private int lowZ; // the block whose candidates are collected
    private int lowY;
    private int lowX;
    private int highZ;
    private int highY;
    private int highX;
    private int[] found = new int[96];
    private int count;

    /// @param cells of the lattice; a point belongs to the set where `mask` is set, and there is at least one
    Bricks(Shape lattice, Spacing spacing, byte[] cells, byte mask) {
        this.lattice = lattice;
        this.wz = spacing.z();
        this.wy = spacing.y();
        this.wx = spacing.x();
        this.rounding = 1e-12 * (square(lattice.depth() * wz) + square(lattice.height() * wy)
                + square(lattice.width() * wx));
        this.tree = new BitTree(lattice, cells, mask);
        this.costs = new double[tree.depth()][12];
        this.blocksX = block(lattice.width() - 1) + 1;
        this.candidates = new int[blocksX * (block(lattice.height() - 1) + 1)][];
        this.asked = new boolean[candidates.length];
        int any = Scan.next(cells, 0, lattice.voxels(), mask);
        bestZ = any / lattice.width() / lattice.height();
        bestY = any / lattice.width() % lattice.height();
        bestX = any % lattice.width();
    }

    private static int block(int at) { return at >> BLOCK; }

    /// The square of the distance to the nearest point, in mm squared. Questions are answered fastest in the
    /// order of z.
    double squaredMm(int atZ, int atY, int atX) {
        if (block(atZ) != layer) {
            layer = block(atZ);
            Arrays.fill(candidates, new int[0]);
            Arrays.fill(asked, false);
        }
        int block = block(atY) * blocksX + block(atX);
        if (!asked[block]) {
            asked[block] = true;
            search(atZ, atY, atX);
            return best;
        }
        if (candidates[block].length == 0) candidates[block] = candidates(atZ, atY, atX);
        choose(candidates[block], atZ, atY, atX);
        return best;
    }

    private void choose(int[] points, int atZ, int atY, int atX) {
        double least = Double.POSITIVE_INFINITY;
        int nearest = 0;
        for (int i = 0; i < points.length; i += 3) {
            double squared = square((points[i] - atZ) * wz) + square((points[i + 1] - atY) * wy)
                    + square((points[i + 2] - atX) * wx);
            if (squared < least) {
                least = squared;
                nearest = i;
            }
        }
        best = least;
        bestZ = points[nearest];
        bestY = points[nearest + 1];
        bestX = points[nearest + 2];
    }

    private void search(int atZ, int atY, int atX) {
        this.z = atZ;
        this.y = atY;
        this.x = atX;
        best = square((bestZ - z) * wz) + square((bestY - y) * wy) + square((bestX - x) * wx);
        search(tree.depth() - 1, 0, 0, 0);
    }

    private void search(int level, int brickZ, int brickY, int brickX) {
        double[] cost = costs[level];
        for (int i = 0; i < 4; i++) {
            cost[i] = square(away(brickZ * 4 + i, level, z) * wz);
            cost[4 + i] = square(away(brickY * 4 + i, level, y) * wy);
            cost[8 + i] = square(away(brickX * 4 + i, level, x) * wx);
        }
        long word = tree.word(level, brickZ, brickY, brickX);
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

    /// The candidates of the block around a place.
    private int[] candidates(int atZ, int atY, int atX) {
        lowZ = block(atZ) << BLOCK;
        lowY = block(atY) << BLOCK;
        lowX = block(atX) << BLOCK;
        highZ = Math.min(lowZ + (1 << BLOCK), lattice.depth()) - 1;
        highY = Math.min(lowY + (1 << BLOCK), lattice.height()) - 1;
        highX = Math.min(lowX + (1 << BLOCK), lattice.width()) - 1;
        search((lowZ + highZ) / 2, (lowY + highY) / 2, (lowX + highX) / 2); // finds the anchor
        count = 0;
        collect(tree.depth() - 1, 0, 0, 0);
        return Arrays.copyOf(found, count);
    }

    private void collect(int level, int brickZ, int brickY, int brickX) {
        double[] cost = costs[level];
        for (int i = 0; i < 4; i++) {
            cost[i] = lead(brickZ * 4 + i, level, lowZ, highZ, bestZ, wz);
            cost[4 + i] = lead(brickY * 4 + i, level, lowY, highY, bestY, wy);
            cost[8 + i] = lead(brickX * 4 + i, level, lowX, highX, bestX, wx);
        }
        long word = tree.word(level, brickZ, brickY, brickX);
        double least = Math.min(Math.min(cost[8], cost[9]), Math.min(cost[10], cost[11]));
        for (int row = 0; word != 0; row++, word >>>= 4) {
            double nearestRow = cost[row >> 2] + cost[4 + (row & 3)];
            if ((word & 15) == 0 || nearestRow + least > rounding) continue;
            for (int i = 0; i < 4; i++) {
                if (((word >> i) & 1) == 0 || nearestRow + cost[8 + i] > rounding) continue;
                int childZ = brickZ * 4 + (row >> 2);
                int childY = brickY * 4 + (row & 3);
                int childX = brickX * 4 + i;
                if (level > 0) {
                    collect(level - 1, childZ, childY, childX);
                } else {
                    if (count == found.length) found = Arrays.copyOf(found, 2 * count);
                    found[count++] = childZ;
                    found[count++] = childY;
                    found[count++] = childX;
                }
            }
        }
    }

    /// The least difference of two squared distances along one axis, from places of the block: that to a
    /// layer of bricks minus that to the anchor.
    private static double lead(int bricks, int level, int low, int high, int anchor, double w) {
        return Math.min(square(away(bricks, level, low) * w) - square((low - anchor) * w),
                square(away(bricks, level, high) * w) - square((high - anchor) * w));
    }

    /// The number of points between coordinate `at` and a layer of bricks; 0 inside the layer.
    private static int away(int layer, int level, int at) {
        int shift = 2 * level;
        int low = layer << shift;
        int high = low + (1 << shift) - 1;
        return Math.max(0, Math.max(low - at, at - high));
    }

    private static double square(double v) { return v * v; }
}
