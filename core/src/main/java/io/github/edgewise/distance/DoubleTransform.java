package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The exact distance transform in double precision by lower envelopes, one axis after the other. It serves
/// metrics, published numbers that depend on rounding, and spacings that a float cannot represent.
///
/// Along one line it computes `out[i] = min over j of f[j] + g(|i - j|)`. For a convex `g`, a candidate j is
/// better than an earlier candidate v < j from some row on, and in all rows after it. So a stack of pairs
/// (candidate, first row) describes the minimum (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012,
/// for `g(n) = n^2`). The first row is found by comparing costs from the table, not by rounding a formula.
/// So the result is exact for every table. Cost: linear in the number of voxels.
final class DoubleTransform {
    private DoubleTransform() {}

    /// Replaces 0 at the sites and infinity elsewhere by the squared distance in mm, in place. Without any
    /// site, all values stay infinite.
    ///
    /// @param squared one value per voxel, `z, y, x`
    /// @param cost the distance to a site's centre, or to its box
    /// @param site an array of length 0, or the index of every site at the site itself; this call fills in
    ///     the index of a nearest site at every voxel
    static void transform(double[] squared, Grid grid, StepCost cost, int[] site) {
        for (int axis = 2; axis >= 0; axis--) {
            along(axis, squared, grid, cost, site);
        }
    }

    /// The pass along one axis: 0 for z, 1 for y, 2 for x.
    static void along(int axis, double[] squared, Grid grid, StepCost cost, int[] site) {
        Shape shape = grid.shape();
        Spacing w = grid.spacing();
        int n = axis == 0 ? shape.depth() : axis == 1 ? shape.height() : shape.width();
        int stride = axis == 0 ? shape.width() * shape.height() : axis == 1 ? shape.width() : 1;
        Line line = new Line(cost, n, axis == 0 ? w.z() : axis == 1 ? w.y() : w.x());
        for (int block = 0; block < squared.length; block += n * stride) {
            for (int start = block; start < block + stride; start++) {
                line.transform(squared, site, start, stride);
            }
        }
    }

    /// One line of `n` voxels and the stack of its envelope.
    private static final class Line {
        private final double[] g;
        private final double stepSquared;
        private final double[] f;
        private final int[] candidate;
        private final int[] firstRow;
        private final int[] sites;

        Line(StepCost cost, int n, double spacing) {
            this.g = cost.table(n, spacing);
            this.stepSquared = spacing * spacing;
            this.f = new double[n];
            this.candidate = new int[n];
            this.firstRow = new int[n];
            this.sites = new int[n];
        }

        void transform(double[] values, int[] site, int start, int stride) {
            int n = g.length;
            if (n == 1) return;
            for (int i = 0, at = start; i < n; i++, at += stride) {
                f[i] = values[at];
                if (site.length > 0) sites[i] = site[at];
            }
            int top = envelope();
            if (top < 0) return;
            Arrays.fill(firstRow, top + 1, n, n);
            for (int i = 0, k = 0, at = start; i < n; i++, at += stride) {
                while (k < top && firstRow[k + 1] <= i) k++;
                values[at] = cost(candidate[k], i);
                if (site.length > 0) site[at] = sites[candidate[k]];
            }
        }

        /// Fills the stack and returns the index of its top, or -1 if the whole line is infinite.
        private int envelope() {
            int n = g.length;
            int top = -1;
            for (int j = 0; j < n; j++) {
                if (f[j] == Double.POSITIVE_INFINITY) continue;
                int row = 0;
                while (top >= 0) {
                    row = takeOver(candidate[top], j, firstRow[top]);
                    if (row > firstRow[top]) break;
                    top--;
                    row = 0;
                }
                if (row < n) {
                    top++;
                    candidate[top] = j;
                    firstRow[top] = row;
                }
            }
            return top;
        }

        /// The first row from `lowest` on where candidate `j` is no worse than `v < j`, or n if there is
        /// none. The crossing of the two parabolas is only a first guess; the costs from the table decide.
        private int takeOver(int v, int j, int lowest) {
            int n = g.length;
            double guess = 0.5 * ((f[j] - f[v]) / (stepSquared * (j - v)) + v + j);
            int row = (int) Math.clamp(guess, lowest, n);
            while (row > lowest && cost(j, row - 1) <= cost(v, row - 1)) row--;
            while (row < n && cost(j, row) > cost(v, row)) row++;
            return row;
        }

        private double cost(int site, int row) { return f[site] + g[Math.abs(row - site)]; }
    }
}
