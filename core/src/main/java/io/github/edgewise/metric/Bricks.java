package io.github.edgewise.metric;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// The distance from points of a lattice to the nearest of a set of its points, found in a [BitTree].
///
/// The search goes down from the top and skips every brick that is not nearer than the best point so far. It
/// begins with the point that was the nearest last time.
final class Bricks {
    private final double wz;
    private final double wy;
    private final double wx;
    private final BitTree tree;
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
        this.tree = new BitTree(lattice, cells, mask);
        this.costs = new double[tree.depth()][12];
        int any = Scan.next(cells, 0, lattice.voxels(), mask);
        bestZ = any / lattice.width() / lattice.height();
        bestY = any / lattice.width() % lattice.height();
        bestX = any % lattice.width();
    }

    /// The square of the distance to the nearest point, in mm squared.
    double squaredMm(int atZ, int atY, int atX) {
        this.z = atZ;
        this.y = atY;
        this.x = atX;
        best = square((bestZ - z) * wz) + square((bestY - y) * wy) + square((bestX - x) * wx);
        search(tree.depth() - 1, 0, 0, 0);
        return best;
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

    /// The number of points between coordinate `at` and a layer of bricks; 0 inside the layer.
    private static int away(int layer, int level, int at) {
        int shift = 2 * level;
        int low = layer << shift;
        int high = low + (1 << shift) - 1;
        return Math.max(0, Math.max(low - at, at - high));
    }

    private static double square(double v) { return v * v; }
}
