package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// Signed distances by their definition: every voxel against every voxel. Slow and obvious, never to be
/// deleted.
final class BruteForce {
    private BruteForce() {}

    static double[] signedDistance(LabelMap labels, int k, ZeroLevel zeroLevel) {
        Grid grid = labels.grid();
        double[] phi = new double[grid.voxels()];
        for (int i = 0; i < phi.length; i++) {
            boolean inside = labels.at(i) == k;
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < phi.length; j++) {
                if ((labels.at(j) == k) != inside)
                    nearest = Math.min(nearest, distance(grid, i, j, zeroLevel));
            }
            phi[i] = switch (zeroLevel) {
                case FACE, CENTRE -> (inside ? -1 : 1) * Math.min(nearest, grid.diagonalMm());
                case REFERENCE -> reference(nearest, inside);
                case REFERENCE_TRUNCATED -> (int) reference(nearest, inside);
            };
        }
        return phi;
    }

    private static double reference(double nearest, boolean inside) {
        return Double.isInfinite(nearest) ? 0 : inside ? -(nearest - 1) : nearest;
    }

    /// From the centre of voxel i to the centre of voxel j, or to the nearest point of its box.
    private static double distance(Grid grid, int i, int j, ZeroLevel zeroLevel) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double x = along(Math.abs(i % s.width() - j % s.width()), w.x(), zeroLevel);
        double y = along(Math.abs(i / s.width() % s.height() - j / s.width() % s.height()), w.y(), zeroLevel);
        double z = along(Math.abs(i / s.width() / s.height() - j / s.width() / s.height()), w.z(), zeroLevel);
        return Math.sqrt(z * z + y * y + x * x);
    }

    private static double along(int steps, double w, ZeroLevel zeroLevel) {
        return zeroLevel == ZeroLevel.FACE ? Math.max(0, steps * w - w / 2) : steps * w;
    }
}
