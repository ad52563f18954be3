package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;

/// Where fractions of voxels cross 1/2 on the way from a voxel's centre to the next, and how far that is.
///
/// Between neighbouring centres of fractions a and b on different sides of 1/2 lies a crossing, at
/// `t = (1/2 - a) / (b - a)` of the way; a voxel of exactly 1/2 is a crossing itself. A crossing is known by
/// its axis (0, 1, 2 for z, y, x) and the index of the voxel before it.
final class Crossings {
    /// The radius of the disc that stands for the surface around a crossing, in the smallest spacing.
    /// Neighbouring crossings lie about one spacing apart, so a quarter closes half of the gap; measured
    /// against a third and a half, it is best or nearly so at every spacing.
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

    /// Lowers every distance in mm to that from the voxel's centre to the disc around the nearest crossing
    /// on edges along `axis`.
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

    /// Fills in the squared distance to the nearest crossing of the voxel's own line and which that is;
    /// infinite and -1 where it has none.
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

    /// From the voxel before a crossing to the crossing, in voxels.
    private double t(int axis, int crossing) {
        double a = 0.5 - fractions[crossing];
        return a == 0 ? 0 : a / ((double) fractions[crossing + stride[axis]] - fractions[crossing]);
    }

    /// What lies along axis `b` between a crossing on an edge along `axis` and the centre of voxel i, in mm.
    private double step(int i, int b, int axis, int crossing) {
        int steps = i / stride[b] % n[b] - crossing / stride[b] % n[b];
        return (b == axis ? steps - t(axis, crossing) : steps) * w[b];
    }

    /// The distance from a voxel's centre to the disc around a crossing, across the gradient of the
    /// fractions there; to the crossing itself where the gradient is 0. In mm.
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

    /// Per mm, between the neighbours on both sides, or as many as there are.
    private double gradient(int i, int b) {
        if (n[b] == 1) return 0;
        int at = i / stride[b] % n[b];
        int low = at == 0 ? 0 : 1;
        int high = at == n[b] - 1 ? 0 : 1;
        return ((double) fractions[i + high * stride[b]] - fractions[i - low * stride[b]])
                / ((low + high) * w[b]);
    }
}
