package io.github.edgewise.distance;

import java.util.Arrays;

/// The kernel of lower envelopes, one column after the other. It is slower than the others on most images,
/// but its cost is linear in the number of voxels on all of them.
///
/// Along a column `out(y) = min over v of f(v) + g(y - v)`. For a convex `g`, a later candidate is better
/// than an earlier one from some row on, and in all rows after it. So a stack of pairs (candidate, first row)
/// describes the minimum (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012, for `g(n) = n^2`). The
/// first row is found by comparing sums, not by rounding a formula.
final class EnvelopeKernel implements Kernel {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Override
    public int lanes() { return 16; }

    @Override
    public void columns(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres toMm,
            Scratch s) {
        for (int x = at; x < at + width; x++) {
            for (int y = 0; y < axis.n; y++) {
                s.column[y] = tile[x + y * stride];
            }
            column(axis, s);
            for (int y = 0; y < axis.n; y++) {
                float f = s.solved[y];
                tile[x + y * stride] = toMm.of(Math.abs(f) >= axis.limit ? f * INFINITY : f);
            }
        }
    }

    /// Solves one column. Every run of rows on one side of the surface is solved alone, between its two
    /// seeds.
    private static void column(Axis axis, Scratch s) {
        int n = axis.n;
        float[] c = s.column;
        int y = 0;
        while (y < n) {
            if (c[y] == 0) {
                s.solved[y++] = 0;
                continue;
            }
            boolean inside = c[y] < 0;
            int from = y;
            while (y < n && c[y] != 0 && c[y] < 0 == inside) y++;
            segment(from, y - 1, inside ? -1 : 1, axis, s);
        }
    }

    /// Solves rows `from` to `to`, all of one sign. The row before and the row after, if they exist, are
    /// seeds.
    private static void segment(int from, int to, int sign, Axis axis, Scratch s) {
        int top = -1;
        if (from > 0) {
            top = 0;
            s.candidate[0] = from - 1;
            s.firstRow[0] = from;
        }
        for (int j = from; j <= to; j++) {
            if (Float.isInfinite(s.column[j])) continue;
            top = push(j, Math.abs(s.column[j]), top, from, to, axis, s);
        }
        if (to + 1 < axis.n) top = push(to + 1, 0, top, from, to, axis, s);
        if (top < 0) {
            Arrays.fill(s.solved, from, to + 1, sign * INFINITY);
            return;
        }
        for (int k = 0; k <= top; k++) {
            int v = s.candidate[k];
            float fv = value(v, from, to, s);
            int end = k < top ? s.firstRow[k + 1] : to + 1;
            for (int y = s.firstRow[k]; y < end; y++) {
                s.solved[y] = sign * (fv + axis.cost(y - v));
            }
        }
    }

    private static float value(int v, int from, int to, Scratch s) {
        return v < from || v > to ? 0 : Math.abs(s.column[v]);
    }

    /// Adds candidate `j` with value `fj` to the stack and returns the new top.
    private static int push(int j, float fj, int top, int from, int to, Axis axis, Scratch s) {
        int row = from;
        while (top >= 0) {
            int v = s.candidate[top];
            row = takeOver(v, value(v, from, to, s), j, fj, s.firstRow[top], to + 1, axis);
            if (row > s.firstRow[top]) break;
            top--;
            row = from;
        }
        if (row <= to) {
            top++;
            s.candidate[top] = j;
            s.firstRow[top] = row;
        }
        return top;
    }

    /// The first row from `lowest` on where candidate `j` is no worse than `v < j`, or `end` if there is
    /// none. The crossing of the two parabolas is only a first guess; the costs from the table decide.
    private static int takeOver(int v, float fv, int j, float fj, int lowest, int end, Axis axis) {
        double guess = 0.5 * (((double) fj - fv) / (axis.spacing * axis.spacing * (j - v)) + v + j);
        int row = (int) Math.clamp(guess, lowest, end);
        while (row > lowest && fj + axis.cost(row - 1 - j) <= fv + axis.cost(row - 1 - v)) row--;
        while (row < end && fj + axis.cost(row - j) > fv + axis.cost(row - v)) row++;
        return row;
    }

    @Override
    public void partition(float[][] tiles, int classes, int at, int length, ToMillimetres toMm) {
        for (int i = at; i < at + length; i++) {
            float smallest = INFINITY;
            float second = INFINITY;
            for (int k = 0; k < classes; k++) {
                float d = tiles[k][i];
                second = Math.min(second, Math.max(smallest, d));
                smallest = Math.min(smallest, d);
            }
            for (int k = 0; k < classes; k++) {
                tiles[k][i] = toMm.of(tiles[k][i] == 0 ? -second : tiles[k][i]);
            }
        }
    }
}
