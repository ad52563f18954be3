package io.github.edgewise.distance;

import java.util.Arrays;

/// The kernel in plain Java: divide and conquer as in [VectorKernel], in loops that the compiler C2 turns
/// into vector code by itself.
///
/// C2 does this only for long loops over arrays that all have the same index. (At other indices it cannot
/// know that a store does not change what is loaded later.) So a block is some columns wide, its rows lie one
/// after the other, and one loop goes over all rows of a leaf: it adds the cost of a step to the candidates
/// that lie this step away from each row. A window holds these candidates, copied to the indices of the rows.
///
/// Rows between leaves, the pivots, are solved in short loops, which C2 does not turn into vector code. So
/// leaves are longer than in the vector kernel.
final class ScalarKernel implements Kernel {
    private static final int LANES = 32;
    /// The number of rows from one pivot to the next.
    private static final int LEAF = 24;
    /// How many steps one loop takes. Candidates up to so many rows, and a leaf, beyond both ends are read.
    private static final int STEPS = 4;
    private static final int PADDING = LEAF + STEPS;
    /// Candidates per row and level above which lower envelopes solve a block instead.
    private static final long WIDE = 4;
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final int OUTSIDE = 1;
    private static final int INSIDE = 2;

    private final EnvelopeKernel envelopes = new EnvelopeKernel();

    /// The buffers of one thread.
    static final class Buffers {
        /// The squares of one side, with infinite rows before and after.
        private final float[] padded;
        private final float[] window = new float[(LEAF + STEPS) * LANES];
        private final float[] leaf = new float[LEAF * LANES];
        /// The best candidate of every column for the row that was solved last.
        private final int[] best = new int[LANES];

        Buffers(int n) {
            padded = new float[(n + 2 * PADDING) * LANES];
        }
    }

    @Override
    public int lanes() { return LANES; }

    @Override
    public void columns(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres toMm,
            Scratch s) {
        int sides = load(tile, at, stride, width, axis.n, s);
        if (sides == 0) return; // sites only
        int length = axis.n * LANES;
        boolean solved = true;
        if ((sides & OUTSIDE) != 0) {
            notBelowZero(s.block, s.outside, length);
            solved = side(OUTSIDE, s.outside, axis, s);
        } else {
            Arrays.fill(s.outside, 0, length, 0);
        }
        if (solved && (sides & INSIDE) != 0) {
            negativeBelowZero(s.block, s.inside, length);
            solved = side(INSIDE, s.inside, axis, s);
            subtract(s.inside, s.outside, length); // in every voxel, one of the two is 0
        }
        if (solved) {
            store(tile, at, stride, width, axis.n, toMm, s);
        } else {
            envelopes.columns(tile, at, stride, width, axis, toMm, s);
        }
    }

    /// Copies a block. If it is narrower than usual, its last column fills the missing columns. Notes for
    /// each row on which sides its columns lie, and returns which sides occur at all. A row of sites lies on
    /// no side.
    private static int load(float[] tile, int at, int stride, int width, int n, Scratch s) {
        float[] block = s.block;
        int all = 0;
        for (int y = 0, from = at; y < n; y++, from += stride) {
            int row = y * LANES;
            System.arraycopy(tile, from, block, row, width);
            Arrays.fill(block, row + width, row + LANES, tile[from + width - 1]);
            int any = 0;
            int every = -1;
            for (int x = row; x < row + LANES; x++) {
                int bits = Float.floatToRawIntBits(block[x]); // on either side of 0 as the floats are
                any |= bits;
                every &= bits;
            }
            int sides = (any != 0 && every >= 0 ? OUTSIDE : 0) | (any < 0 ? INSIDE : 0);
            s.state[y] = (byte) sides;
            all |= sides;
        }
        return all;
    }

    private static void store(float[] tile, int at, int stride, int width, int n, ToMillimetres toMm,
            Scratch s) {
        float[] solved = s.outside;
        if (toMm.inset() != 0) {
            for (int i = 0; i < n * LANES; i++) {
                solved[i] = toMm.of(solved[i]);
            }
        } else if (toMm.roots()) {
            roots(solved, n * LANES, toMm.unit(), toMm.clip());
        }
        for (int y = 0, to = at; y < n; y++, to += stride) {
            System.arraycopy(solved, y * LANES, tile, to, width);
        }
    }

    private static void notBelowZero(float[] from, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.max(from[i], 0f);
        }
    }

    private static void negativeBelowZero(float[] from, float[] to, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = Math.max(0 - from[i], 0f);
        }
    }

    private static void subtract(float[] squares, float[] from, int length) {
        for (int i = 0; i < length; i++) {
            from[i] -= squares[i];
        }
    }

    /// As [ToMillimetres#of] without an inset.
    private static void roots(float[] squares, int length, float unit, float clip) {
        for (int i = 0; i < length; i++) {
            float outside = (float) Math.sqrt(Math.max(squares[i], 0f)) * unit;
            float inside = (float) Math.sqrt(Math.max(0 - squares[i], 0f)) * unit;
            squares[i] = Math.max(-clip, Math.min(clip, outside - inside));
        }
    }

    /// Solves all rows that have a column on this side, in place. A row without one is zero in all columns
    /// and divides them: no candidate beyond it matters. Returns false if the columns of the block have so
    /// little in common that solving one column at a time is faster.
    private static boolean side(int side, float[] out, Axis axis, Scratch s) {
        int n = axis.n;
        float[] padded = s.scalar.padded;
        Arrays.fill(padded, 0, PADDING * LANES, INFINITY);
        System.arraycopy(out, 0, padded, PADDING * LANES, n * LANES);
        Arrays.fill(padded, (PADDING + n) * LANES, (2 * PADDING + n) * LANES, INFINITY);
        int y = 0;
        while (y < n) {
            if ((s.state[y] & side) == 0) {
                y++;
                continue;
            }
            int from = y;
            while (y < n && (s.state[y] & side) != 0) y++;
            if (!segment(from, y - 1, out, axis, s)) return false;
        }
        return true;
    }

    /// Solves rows `from` to `to`, which have a column on this side, from their own squares and the seeds in
    /// the row before and the row after.
    private static boolean segment(int from, int to, float[] out, Axis axis, Scratch s) {
        int first = Math.max(from - 1, 0);
        int last = Math.min(to + 1, axis.n - 1);
        while (first <= last && isInfinite(out, first)) first++;
        if (first > last) return true;
        while (isInfinite(out, last)) last--;
        int leaves = (to - from + 1) / LEAF;
        long budget = WIDE * (to - from + 2L * LEAF) * (33 - Integer.numberOfLeadingZeros(leaves));
        s.low[0] = first;
        for (int step = Integer.highestOneBit(leaves); step >= 1; step >>= 1) {
            for (int i = step; i <= leaves; i += 2 * step) {
                int low = s.low[i - step];
                int high = i + step <= leaves ? s.high[i + step] : last;
                pivot(out, from + LEAF * i - 1, low, high, axis, i, s);
                budget -= high - low + 1;
            }
            if (budget < 0) return false;
        }
        for (int i = 0; i < leaves; i++) {
            leaf(out, from + LEAF * i, LEAF - 1, s.low[i], s.high[i + 1], axis, s.scalar);
        }
        int tail = from + LEAF * leaves;
        leaf(out, tail, to - tail + 1, s.low[leaves], last, axis, s.scalar);
        return true;
    }

    private static boolean isInfinite(float[] squares, int row) {
        for (int i = row * LANES; i < (row + 1) * LANES; i++) {
            if (squares[i] != INFINITY) return false;
        }
        return true;
    }

    /// Solves row y from the candidates between those of its neighbours, and so bounds the rows on both
    /// sides.
    private static void pivot(float[] out, int y, int from, int to, Axis axis, int i, Scratch s) {
        int low = Math.max(from, y - axis.reach);
        int high = Math.min(to, y + axis.reach);
        s.low[i] = Math.min(low, to); // if all are out of reach or infinite
        s.high[i] = Math.max(high, from);
        if (low > high) return;
        int[] best = s.scalar.best;
        int least = high;
        int most = low;
        int guess = Math.clamp(y, low, high);
        boolean some = false;
        for (int x = 0; x < LANES; x += 4) {
            four(out, y, x, guess, low, high, axis, s.scalar);
            for (int lane = x; lane < x + 4; lane++) {
                if (out[y * LANES + lane] == INFINITY) continue; // no bound
                some = true;
                guess = best[lane];
                least = Math.min(least, guess);
                most = Math.max(most, guess);
            }
        }
        if (!some) return;
        s.low[i] = least;
        s.high[i] = most;
    }

    /// Solves four columns of row y. What the guess costs in them bounds how far the best candidates can be,
    /// and makes what is better rare, so that branch prediction works.
    private static void four(float[] out, int y, int x, int guess, int low, int high, Axis axis, Buffers b) {
        float[] f = b.padded;
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        int at = (PADDING + guess) * LANES + x;
        float f0 = f[at] + costs[p - guess];
        float f1 = f[at + 1] + costs[p - guess];
        float f2 = f[at + 2] + costs[p - guess];
        float f3 = f[at + 3] + costs[p - guess];
        int v0 = guess;
        int v1 = guess;
        int v2 = guess;
        int v3 = guess;
        double farthest = Math.sqrt(Math.max(Math.max(f0, f1), Math.max(f2, f3))) / axis.spacing;
        int reach = (int) Math.min(farthest + 1.51, axis.n); // at least half a voxel too far
        int from = Math.max(low, y - reach);
        int to = Math.min(high, y + reach);
        at = (PADDING + from) * LANES + x;
        for (int v = from; v <= to; v++, at += LANES) {
            float g = costs[p - v];
            float t0 = f[at] + g;
            float t1 = f[at + 1] + g;
            float t2 = f[at + 2] + g;
            float t3 = f[at + 3] + g;
            if (t0 < f0) {
                f0 = t0;
                v0 = v;
            }
            if (t1 < f1) {
                f1 = t1;
                v1 = v;
            }
            if (t2 < f2) {
                f2 = t2;
                v2 = v;
            }
            if (t3 < f3) {
                f3 = t3;
                v3 = v;
            }
        }
        at = y * LANES + x;
        out[at] = f0;
        out[at + 1] = f1;
        out[at + 2] = f2;
        out[at + 3] = f3;
        b.best[x] = v0;
        b.best[x + 1] = v1;
        b.best[x + 2] = v2;
        b.best[x + 3] = v3;
    }

    /// Solves some rows from y on, at most a leaf, from candidates `low` to `high`. The rows hold their own
    /// squares so far: a step of 0 costs nothing.
    private static void leaf(float[] out, int y, int rows, int low, int high, Axis axis, Buffers b) {
        int nearest = Math.max(low, y - axis.reach) - y;
        int farthest = Math.min(high, y + rows - 1 + axis.reach) - y;
        if (rows == 0 || nearest > farthest) return;
        float[] costs = axis.costs();
        System.arraycopy(out, y * LANES, b.leaf, 0, rows * LANES);
        for (int step = nearest - rows + 1; step <= farthest; step += STEPS) {
            // only rows from which one of the steps leads to one of the candidates
            int from = Math.max(0, nearest - step - STEPS + 1) * LANES;
            int to = Math.min(rows, farthest - step + 1) * LANES;
            System.arraycopy(b.padded, (PADDING + y + step) * LANES + from, b.window, from,
                    to - from + (STEPS - 1) * LANES);
            int c = axis.centre() + step;
            relax(b.leaf, b.window, from, to, costs[c], costs[c + 1], costs[c + 2], costs[c + 3]);
        }
        System.arraycopy(b.leaf, 0, out, y * LANES, rows * LANES);
    }

    /// The inner loop. C2 makes vector code of it, because all arrays have the index i plus a constant.
    private static void relax(float[] out, float[] f, int from, int to, float g0, float g1, float g2,
            float g3) {
        for (int i = from; i < to; i++) {
            float near = Math.min(f[i] + g0, f[i + LANES] + g1);
            float far = Math.min(f[i + 2 * LANES] + g2, f[i + 3 * LANES] + g3);
            out[i] = Math.min(out[i], Math.min(near, far));
        }
    }

    @Override
    public void partition(float[][] tiles, int classes, int at, int length, ToMillimetres toMm) {
        envelopes.partition(tiles, classes, at, length, toMm);
    }
}
