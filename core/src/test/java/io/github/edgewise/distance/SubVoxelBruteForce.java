package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import java.util.ArrayList;
import java.util.List;

/// Distances to the crossings of fractions by their definition: every voxel against every crossing. Slow and
/// obvious, never to be deleted. Points and vectors are z, y, x in mm.
record SubVoxelBruteForce(Grid grid, List<Disc> discs) {
    /// @param axis of the edge that the crossing lies on
    record Disc(int axis, List<Double> centre, List<Double> normal) {
        double toCentre(double[] p) { return length(minus(p, centre)); }

        double toDisc(double[] p, double radius) {
            double[] v = minus(p, centre);
            double slope = length(of(normal));
            if (slope == 0) return length(v);
            double height = 0;
            for (int b = 0; b < 3; b++) {
                height += v[b] * normal.get(b) / slope;
            }
            for (int b = 0; b < 3; b++) {
                v[b] -= height * normal.get(b) / slope;
            }
            return Math.hypot(height, Math.max(0, length(v) - radius));
        }
    }

    static SubVoxelBruteForce of(Grid grid, float[] f) {
        int[] n = sizes(grid);
        var discs = new ArrayList<Disc>();
        for (int z = 0; z < n[0]; z++) {
            for (int y = 0; y < n[1]; y++) {
                for (int x = 0; x < n[2]; x++) {
                    int[] p = {z, y, x};
                    for (int axis = 0; axis < 3; axis++) {
                        if (n[axis] > 1) add(discs, grid, f, p, axis);
                    }
                }
            }
        }
        return new SubVoxelBruteForce(grid, discs);
    }

    private static void add(List<Disc> discs, Grid grid, float[] f, int[] p, int axis) {
        double a = at(grid, f, p);
        if (a == 0.5) {
            discs.add(new Disc(axis, list(millimetres(grid, p)), list(gradient(grid, f, p))));
        }
        int[] q = p.clone();
        q[axis]++;
        if (q[axis] >= sizes(grid)[axis]) return;
        double b = at(grid, f, q);
        if (Math.min(a, b) >= 0.5 || Math.max(a, b) <= 0.5) return;
        double t = (0.5 - a) / (b - a);
        discs.add(new Disc(axis, list(between(millimetres(grid, p), millimetres(grid, q), t)),
                list(between(gradient(grid, f, p), gradient(grid, f, q), t))));
    }

    /// The least distance to the disc of the nearest crossing of each axis, without a sign.
    double toDiscs(double[] p, double radius) {
        double least = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < 3; axis++) {
            double nearest = Double.POSITIVE_INFINITY;
            double disc = Double.POSITIVE_INFINITY;
            for (Disc d : discs) {
                if (d.axis == axis && d.toCentre(p) < nearest) {
                    nearest = d.toCentre(p);
                    disc = d.toDisc(p, radius);
                }
            }
            least = Math.min(least, disc);
        }
        return least;
    }

    /// The distance to the nearest crossing.
    double toCrossings(double[] p) {
        return discs.stream().mapToDouble(d -> d.toCentre(p)).min().orElse(Double.POSITIVE_INFINITY);
    }

    /// A quarter of the smallest spacing of the axes that are longer than one voxel.
    static double radius(Grid grid) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int b = 0; b < 3; b++) {
            if (sizes(grid)[b] > 1) smallest = Math.min(smallest, spacings(grid)[b]);
        }
        return smallest / 4;
    }

    static int[] sizes(Grid grid) {
        return new int[]{grid.shape().depth(), grid.shape().height(), grid.shape().width()};
    }

    static double[] spacings(Grid grid) {
        return new double[]{grid.spacing().z(), grid.spacing().y(), grid.spacing().x()};
    }

    /// The centre of voxel i.
    static double[] centre(Grid grid, int i) {
        int[] n = sizes(grid);
        return millimetres(grid, new int[]{i / n[2] / n[1], i / n[2] % n[1], i % n[2]});
    }

    private static double[] millimetres(Grid grid, int[] p) {
        double[] w = spacings(grid);
        return new double[]{p[0] * w[0], p[1] * w[1], p[2] * w[2]};
    }

    private static double at(Grid grid, float[] f, int[] p) {
        return f[grid.shape().index(p[0], p[1], p[2])];
    }

    /// Differences of the two neighbours, or of one and the voxel itself at the border.
    private static double[] gradient(Grid grid, float[] f, int[] p) {
        double[] gradient = new double[3];
        for (int b = 0; b < 3; b++) {
            int[] low = p.clone();
            int[] high = p.clone();
            low[b] = Math.max(p[b] - 1, 0);
            high[b] = Math.min(p[b] + 1, sizes(grid)[b] - 1);
            if (high[b] > low[b]) {
                gradient[b] = (at(grid, f, high) - at(grid, f, low)) / (high[b] - low[b]) / spacings(grid)[b];
            }
        }
        return gradient;
    }

    private static double[] between(double[] p, double[] q, double t) {
        return new double[]{p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), p[2] + t * (q[2] - p[2])};
    }

    private static double[] minus(double[] p, List<Double> q) {
        return new double[]{p[0] - q.get(0), p[1] - q.get(1), p[2] - q.get(2)};
    }

    private static double length(double[] v) { return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

    private static List<Double> list(double[] v) { return List.of(v[0], v[1], v[2]); }

    private static double[] of(List<Double> v) { return new double[]{v.get(0), v.get(1), v.get(2)}; }
}
