package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;

/// Finds where the fractions of the voxels cross 1/2 between neighbouring voxel centres, and how far away the
/// crossings are.
///
/// Two neighbouring centres with fractions a and b on different sides of 1/2 have a crossing between them, at
/// `t = (1/2 - a) / (b - a)` of the way. A voxel of exactly 1/2 is a crossing itself. A crossing is
/// identified by its axis (0, 1, 2 for z, y, x) and the index of the voxel before it.
final class Crossings {
    /// The radius of the disc that represents the surface around a crossing, as a share of the smallest
    /// spacing. Neighbouring crossings are about one spacing apart, so a radius of a quarter closes half of
    /// the gap. Compared with a third and a half, a quarter was best or nearly best at every spacing.
    private static final double DISC = 0.25;

    final double radiusMm;
    private final Grid grid;
    private final float[] fractions;
    private final int[] n;
    private final int[] stride;
    private final double[] w;

    /// @param fractions of one channel
    Crossings(Volume fractions) {
        this.grid = fractions.grid();
        this.fractions = fractions.values();
        this.n = new int[]{grid.shape().depth(), grid.shape().height(), grid.shape().width()};
        this.stride = new int[]{n[1] * n[2], n[2], 1};
        this.w = new double[]{grid.spacing().z(), grid.spacing().y(), grid.spacing().x()};
        double smallest = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < 3; axis++) {
            if (n[axis] > 1) smallest = Math.min(smallest, w[axis]);
        }
        this.radiusMm = DISC * smallest;
    }

    /// Lowers each distance in mm to the distance between the voxel's centre and the disc around the nearest
    /// crossing on edges along `axis`, if this is smaller.
    void lower(int axis, float[] mm) {
        if (n[axis] == 1) return;
        double[] squared = new double[mm.length];
        int[] site = new int[mm.length];
        along(axis, squared, site);
        for (int other = 0; other < 3; other++) {
            if (other != axis) DoubleTransform.along(other, squared, grid, StepCost.CENTRE, site);
        }
        for (int i = 0; i < mm.length; i++) {
            double reach = mm[i] + radiusMm;
            if (squared[i] < reach * reach) mm[i] = (float) Math.min(mm[i], toDisc(i, axis, site[i]));
        }
    }

    /// Fills in, for every voxel, the squared distance to the nearest crossing on its own line along `axis`,
    /// and the index of this crossing. Without a crossing they are infinite and -1.
    private void along(int axis, double[] squared, int[] site) {
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        Arrays.fill(site, -1);
        int step = stride[axis];
        int length = n[axis];
        for (int first = 0; first < squared.length; first++) {
            if (first / step % length != 0) continue;
            int last = first + (length - 1) * step;
            int before = -1;
            for (int i = first; i <= last; i += step) {
                if (fractions[i] == 0.5f) before = i;
                take(i, before, axis, squared, site);
                if (i < last && isCrossing(i, i + step)) before = i;
            }
            int after = -1;
            for (int i = last; i >= first; i -= step) {
                if (i < last && isCrossing(i, i + step)) after = i;
                if (fractions[i] == 0.5f) after = i;
                take(i, after, axis, squared, site);
            }
        }
    }

    private boolean isCrossing(int i, int next) { return (fractions[i] - 0.5) * (fractions[next] - 0.5) < 0; }

    private void take(int i, int crossing, int axis, double[] squared, int[] site) {
        if (crossing < 0) return;
        double mm = step(i, axis, axis, crossing);
        if (mm * mm < squared[i]) {
            squared[i] = mm * mm;
            site[i] = crossing;
        }
    }

    /// The position of a crossing behind the voxel before it, in voxels.
    private double t(int axis, int crossing) {
        double a = 0.5 - fractions[crossing];
        return a == 0 ? 0 : a / ((double) fractions[crossing + stride[axis]] - fractions[crossing]);
    }

    /// The distance along axis `b` from a crossing on an edge along `axis` to the centre of voxel i, in mm.
    private double step(int i, int b, int axis, int crossing) {
        int steps = i / stride[b] % n[b] - crossing / stride[b] % n[b];
        return (b == axis ? steps - t(axis, crossing) : steps) * w[b];
    }

    /// The distance in mm from a voxel's centre to the disc around a crossing. The disc is perpendicular to
    /// the gradient of the fractions. Where the gradient is 0, the distance to the crossing itself.
    private double toDisc(int i, int axis, int crossing) {
        double t = t(axis, crossing);
        double slope = 0;
        double along = 0;
        double squared = 0;
        for (int b = 0; b < 3; b++) {
            double mm = step(i, b, axis, crossing);
            double gradient = (1 - t) * gradient(crossing, b);
            if (t > 0) gradient += t * gradient(crossing + stride[axis], b);
            slope += gradient * gradient;
            along += gradient * mm;
            squared += mm * mm;
        }
        if (slope == 0) return Math.sqrt(squared);
        double height = along * along / slope;
        double beside = Math.max(0, Math.sqrt(Math.max(0, squared - height)) - radiusMm);
        return Math.sqrt(height + beside * beside);
    }

    /// The gradient per mm, between the neighbours on both sides, or on one side at the edge of the image.
    private double gradient(int i, int b) {
        if (n[b] == 1) return 0;
        int at = i / stride[b] % n[b];
        int low = at == 0 ? 0 : 1;
        int high = at == n[b] - 1 ? 0 : 1;
        return ((double) fractions[i + high * stride[b]] - fractions[i - low * stride[b]])
                / ((low + high) * w[b]);
    }
}
