package io.github.edgewise.distance;

/// The kernel in plain Java: lower envelopes, one column after the other.
///
/// Along a column `out(y) = min over v of f(v) + g(y - v)`. For a convex `g` a candidate takes over from an
/// earlier one at some row and never gives back, so a stack of (candidate, first row) pairs holds the
/// minimum (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012, for `g(n) = n^2`). The take-over
/// row is found by comparing sums, never by rounding a formula. Cost: linear in the number of voxels.
final class ScalarKernel implements Kernel {
    private static final int LANES = 16;

    private final int lanes;

    ScalarKernel() { this(LANES); }

    /// The same for blocks of another kernel.
    ScalarKernel(int lanes) { this.lanes = lanes; }

    @Override
    public int lanes() { return lanes; }

    @Override
    public void columns(float[] f, float[] out, int at, Axis axis, Scratch scratch) {
        for (int lane = 0; lane < lanes; lane++) {
            column(f, out, at + lane, axis, scratch);
        }
    }

    /// One column: every run of rows on one side of the surface is solved alone, between its two seeds.
    private void column(float[] f, float[] out, int at, Axis axis, Scratch s) {
        int n = axis.n;
        float[] c = s.column;
        for (int y = 0; y < n; y++) {
            c[y] = f[at + y * lanes];
        }
        int y = 0;
        while (y < n) {
            if (c[y] == 0) {
                out[at + y * lanes] = 0;
                y++;
                continue;
            }
            boolean inside = c[y] < 0;
            int from = y;
            while (y < n && c[y] != 0 && c[y] < 0 == inside) y++;
            segment(from, y - 1, inside ? -1 : 1, out, at, axis, s);
        }
    }

    /// Rows `from` to `to`, all of one sign; the rows before and after, where there are any, are seeds.
    private void segment(int from, int to, int sign, float[] out, int at, Axis axis, Scratch s) {
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
            for (int y = from; y <= to; y++) {
                out[at + y * lanes] = sign * Float.POSITIVE_INFINITY;
            }
            return;
        }
        for (int k = 0; k <= top; k++) {
            int v = s.candidate[k];
            float fv = value(v, from, to, s);
            int end = k < top ? s.firstRow[k + 1] : to + 1;
            for (int y = s.firstRow[k]; y < end; y++) {
                out[at + y * lanes] = sign * (fv + axis.cost(y - v));
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

    /// The first row from `lowest` on where candidate `j` is no worse than `v < j`; `end` where there is
    /// none. The parabolas' crossing is the guess, the table decides.
    private static int takeOver(int v, float fv, int j, float fj, int lowest, int end, Axis axis) {
        double guess = 0.5 * (((double) fj - fv) / (axis.spacing * axis.spacing * (j - v)) + v + j);
        int row = (int) Math.clamp(guess, lowest, end);
        while (row > lowest && fj + axis.cost(row - 1 - j) <= fv + axis.cost(row - 1 - v)) row--;
        while (row < end && fj + axis.cost(row - j) > fv + axis.cost(row - v)) row++;
        return row;
    }

    @Override
    public void scatter(float[] row, float[] tile, int y, int n, int blocks) {
        int stride = Kernel.stride(n);
        for (int b = 0; b < blocks; b++) {
            System.arraycopy(row, b * lanes, tile, (b * stride + y) * lanes, lanes);
        }
    }

    @Override
    public void gather(float[] tile, int y, int n, int blocks, float[] row) {
        int stride = Kernel.stride(n);
        for (int b = 0; b < blocks; b++) {
            System.arraycopy(tile, (b * stride + y) * lanes, row, b * lanes, lanes);
        }
    }

    @Override
    public void roots(float[] row, int length, float unit) {
        for (int x = 0; x < length; x++) {
            float d = (float) Math.sqrt(Math.abs(row[x])) * unit;
            row[x] = row[x] < 0 ? -d : d;
        }
    }

    @Override
    public void twoSmallest(float[] distances, float[] smallest, float[] second, int length) {
        for (int x = 0; x < length; x++) {
            float d = distances[x];
            if (d < smallest[x]) {
                second[x] = smallest[x];
                smallest[x] = d;
            } else if (d < second[x]) {
                second[x] = d;
            }
        }
    }

    @Override
    public void negate(float[] distances, float[] other, int length) {
        for (int x = 0; x < length; x++) {
            if (distances[x] == 0) distances[x] = -other[x];
        }
    }
}
