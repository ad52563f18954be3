package io.github.edgewise.volume;

import java.util.SplittableRandom;

/// A smooth random field in space. It interpolates random values at the points of a lattice.
///
/// Values are in -1 to 1. Two points further apart than about one cell are independent. The field is
/// infinite, because its lattice values are a hash of the seed and the cell. The corners of the last cell are
/// remembered, so neighbouring points are cheap. Therefore only one thread at a time may use it.
public final class SmoothNoise {
    private final long seed;
    private final double cellMm;
    private final double[] corners = new double[8];
    private long lastI = Long.MIN_VALUE;
    private long lastJ;
    private long lastK;

    /// A field that depends on the next number of `random`.
    ///
    /// @param cellMm mm between lattice points
    public SmoothNoise(SplittableRandom random, double cellMm) {
        this.seed = random.nextLong();
        this.cellMm = cellMm;
    }

    /// The value at a point, given in mm.
    public double at(double z, double y, double x) {
        double u = z / cellMm;
        double v = y / cellMm;
        double w = x / cellMm;
        long i = (long) Math.floor(u);
        long j = (long) Math.floor(v);
        long k = (long) Math.floor(w);
        if (i != lastI || j != lastJ || k != lastK) {
            for (int corner = 0; corner < 8; corner++) {
                corners[corner] = lattice(i + (corner >> 2), j + ((corner >> 1) & 1), k + (corner & 1));
            }
            lastI = i;
            lastJ = j;
            lastK = k;
        }
        double fz = ease(u - i);
        double fy = ease(v - j);
        double fx = ease(w - k);
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int dz = corner >> 2;
            int dy = (corner >> 1) & 1;
            int dx = corner & 1;
            double weight = (dz == 1 ? fz : 1 - fz) * (dy == 1 ? fy : 1 - fy) * (dx == 1 ? fx : 1 - fx);
            sum += weight * corners[corner];
        }
        return sum;
    }

    /// The values along a row: at `(z, y, x + i step)` for i from 0 to `n - 1`, into the first elements of
    /// `row`. Much cheaper than point by point, and the same except for rounding.
    public void row(double z, double y, double x, double step, double[] row, int n) {
        double u = z / cellMm;
        double v = y / cellMm;
        long i = (long) Math.floor(u);
        long j = (long) Math.floor(v);
        double fz = ease(u - i);
        double fy = ease(v - j);
        long last = Long.MIN_VALUE;
        double left = 0;
        double right = 0;
        for (int at = 0; at < n; at++) {
            double w = (x + at * step) / cellMm;
            long k = (long) Math.floor(w);
            if (k != last) {
                left = edge(i, j, k, fz, fy);
                right = edge(i, j, k + 1, fz, fy);
                last = k;
            }
            row[at] = left + ease(w - k) * (right - left);
        }
    }

    /// The value interpolated between four lattice points with equal x.
    private double edge(long i, long j, long k, double fz, double fy) {
        return (1 - fz) * ((1 - fy) * lattice(i, j, k) + fy * lattice(i, j + 1, k))
                + fz * ((1 - fy) * lattice(i + 1, j, k) + fy * lattice(i + 1, j + 1, k));
    }

    private static double ease(double t) { return t * t * (3 - 2 * t); }

    /// The finaliser of SplitMix64 over seed and cell, as a number in -1 to 1.
    private double lattice(long i, long j, long k) {
        long h = seed + i * 0x9E3779B97F4A7C15L + j * 0xC2B2AE3D27D4EB4FL + k * 0x165667B19E3779F9L;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        h ^= h >>> 31;
        return (h >> 11) * 0x1p-52;
    }
}
