package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The centre lines of all foreground together, a few voxels wide, for losses that ask whether a prediction
/// follows them (Kirchhoff et al., "Skeleton Recall Loss", ECCV 2024, arXiv 2404.03010).
///
/// They are the voxels whose centre is at most two smallest spacings from a voxel of the [Skeleton] of all
/// classes except the background. Distances are exact, in mm. The smallest spacing is that of the axes with
/// more than one voxel. Voxels of the background can be among them. Classes that touch share their lines, as
/// published; there the skeleton is thickened by two voxels along every axis, whatever the spacing.
public final class CentreLines {
    private static final double SPACINGS = 2;
    private static final double ROUNDING = 1e-9;

    private CentreLines() {}

    /// 1 at the voxels of the centre lines, 0 elsewhere; 0 everywhere if there is no foreground. The cost is
    /// that of the skeleton.
    public static byte[] of(LabelMap labels) {
        byte[] all = labels.labels();
        byte[] foreground = new byte[all.length];
        for (int i = 0; i < all.length; i++) {
            if (all[i] != 0) foreground[i] = 1;
        }
        Grid grid = labels.grid();
        boolean[] skeleton = Skeleton.of(new LabelMap(grid, 2, foreground), 1);
        byte[] lines = new byte[all.length];
        Shape s = grid.shape();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    if (skeleton[i]) mark(grid, z, y, x, lines);
                }
            }
        }
        return lines;
    }

    /// Marks the ball around a voxel.
    private static void mark(Grid grid, int z, int y, int x, byte[] lines) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double radius = SPACINGS * Transform.smallest(grid) * (1 + ROUNDING);
        int deep = steps(radius * radius, w.z());
        for (int iz = Math.max(0, z - deep); iz <= Math.min(s.depth() - 1, z + deep); iz++) {
            double inPlane = radius * radius - square((iz - z) * w.z());
            int high = steps(inPlane, w.y());
            for (int iy = Math.max(0, y - high); iy <= Math.min(s.height() - 1, y + high); iy++) {
                int wide = steps(inPlane - square((iy - y) * w.y()), w.x());
                int from = s.index(iz, iy, Math.max(0, x - wide));
                int to = s.index(iz, iy, Math.min(s.width() - 1, x + wide));
                Arrays.fill(lines, from, to + 1, (byte) 1);
            }
        }
    }

    private static double square(double mm) { return mm * mm; }

    /// How many steps of a spacing a length has, whose square is given.
    private static int steps(double square, double spacing) {
        return (int) (Math.sqrt(Math.max(0, square)) / spacing);
    }
}
