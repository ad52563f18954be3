package io.github.edgewise.distance;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The kernel on the Vector API: divide and conquer, a vector of neighbouring columns at a time.
///
/// For a convex `g` the best candidate of a row never lies before that of an earlier row. So the candidates
/// of solved rows bracket those of the rows between them; every eighth row is solved first, in halving
/// steps, then the seven rows between two of them together. Extra candidates are true candidates and never
/// make a minimum wrong, so all columns of a block share one bracket. Distances are never negative, and the
/// bits of such floats order like integers: minima are integer minima.
final class VectorKernel implements Kernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    /// Rows from one pivot to the next.
    private static final int LEAF = 8;
    /// Candidates per row and level beyond which a block is left to the scalar kernel.
    private static final long WIDE = 16;
    private static final int OUTSIDE = 1;
    private static final int INSIDE = 2;

    private final ScalarKernel scalar = new ScalarKernel(LANES);

    @Override
    public int lanes() { return LANES; }

    @Override
    public void columns(float[] f, float[] out, int at, Axis axis, Scratch s) {
        int sides = classify(f, at, axis.n, s.state);
        if (sides == 0) Arrays.fill(out, at, at + axis.n * LANES, 0);
        boolean solved = ((sides & OUTSIDE) == 0 || side(OUTSIDE, (sides & INSIDE) != 0, f, out, at, axis, s))
                && ((sides & INSIDE) == 0 || side(INSIDE, true, f, out, at, axis, s));
        if (!solved) scalar.columns(f, out, at, axis, s);
    }

    /// Which sides the lanes of every row have, and which occur at all. A row of sites has none.
    private static int classify(float[] f, int at, int n, byte[] state) {
        int all = 0;
        for (int y = 0; y < n; y++) {
            IntVector bits = FloatVector.fromArray(FLOATS, f, at + y * LANES).reinterpretAsInts();
            int sides = (bits.compare(VectorOperators.GT, 0).anyTrue() ? OUTSIDE : 0)
                    | (bits.compare(VectorOperators.LT, 0).anyTrue() ? INSIDE : 0);
            state[y] = (byte) sides;
            all |= sides;
        }
        return all;
    }

    /// Solves all rows with a lane on that side, the outside first: it writes all lanes of its rows. Rows
    /// without one are zero throughout and cut the column: no candidate beyond them matters. Returns false
    /// where the columns of the block have so little in common that one column at a time is faster.
    private static boolean side(int side, boolean signed, float[] f, float[] out, int at, Axis axis,
            Scratch s) {
        int n = axis.n;
        int y = 0;
        while (y < n) {
            if ((s.state[y] & side) == 0) {
                if (s.state[y] == 0) FloatVector.zero(FLOATS).intoArray(out, at + y * LANES);
                y++;
                continue;
            }
            int from = y;
            while (y < n && (s.state[y] & side) != 0) y++;
            if (!segment(side, signed, from, y - 1, f, out, at, axis, s)) return false;
        }
        return true;
    }

    private static boolean segment(int side, boolean signed, int from, int to, float[] f, float[] out, int at,
            Axis axis, Scratch s) {
        int first = Math.max(from - 1, 0);
        int last = Math.min(to + 1, axis.n - 1);
        float[] candidates = f;
        int base = at;
        if (signed) { // this side's squares, the other side's zero
            float sign = side == OUTSIDE ? 1 : -1;
            candidates = s.side;
            base = 0;
            for (int v = first; v <= last; v++) {
                FloatVector.fromArray(FLOATS, f, at + v * LANES).mul(sign).reinterpretAsInts().max(0)
                        .reinterpretAsFloats().intoArray(candidates, v * LANES);
            }
        }
        while (first <= last && isInfinite(candidates, base + first * LANES)) first++;
        while (first <= last && isInfinite(candidates, base + last * LANES)) last--;
        if (side == OUTSIDE) return minPlus(candidates, base, out, at, from, to, first, last, axis, s);
        if (!minPlus(candidates, base, s.result, 0, from, to, first, last, axis, s)) return false;
        for (int y = from; y <= to; y++) {
            FloatVector result = FloatVector.fromArray(FLOATS, s.result, y * LANES).neg();
            FloatVector outside = FloatVector.fromArray(FLOATS, out, at + y * LANES);
            VectorMask<Float> inside = FloatVector.fromArray(FLOATS, f, at + y * LANES)
                    .compare(VectorOperators.LT, 0);
            outside.blend(result, inside).intoArray(out, at + y * LANES);
        }
        return true;
    }

    private static boolean isInfinite(float[] f, int at) {
        return FloatVector.fromArray(FLOATS, f, at).compare(VectorOperators.EQ, Float.POSITIVE_INFINITY)
                .allTrue();
    }

    /// Rows `from` to `to` of `out` from candidates `first` to `last` of `f`, which begins at `base`;
    /// false, and rows left undone, where the brackets stay wide.
    private static boolean minPlus(float[] f, int base, float[] out, int at, int from, int to, int first,
            int last,
            Axis axis,
            Scratch s) {
        if (last < first) {
            Arrays.fill(out, at + from * LANES, at + (to + 1) * LANES, Float.POSITIVE_INFINITY);
            return true;
        }
        int leaves = (to - from + 1) / LEAF;
        long budget = WIDE * (to - from + 2L * LEAF) * (33 - Integer.numberOfLeadingZeros(leaves));
        s.low[0] = first;
        for (int step = Integer.highestOneBit(leaves); step >= 1; step >>= 1) {
            for (int i = step; i <= leaves; i += 2 * step) {
                int y = from + LEAF * i - 1;
                int low = s.low[i - step];
                int high = i + step <= leaves ? s.high[i + step] : last;
                pivot(f, base, out, at, y, low, high, axis, i, s);
                budget -= high - low;
            }
            if (budget < 0) return false;
        }
        for (int i = 0; i < leaves; i++) {
            int y = from + LEAF * i;
            leaf(f, base, out, at, y, Math.max(s.low[i], y - axis.reach),
                    Math.min(s.high[i + 1], y + LEAF + axis.reach), axis);
        }
        for (int y = from + LEAF * leaves; y <= to; y++) {
            tail(f, base, out, at, y, Math.max(s.low[leaves], y - axis.reach), Math.min(last, y + axis.reach),
                    axis);
        }
        return true;
    }

    /// Solves row y from the candidates that its neighbours leave, and bounds those of the rows on its sides.
    private static void pivot(float[] f, int base, float[] out, int at, int y, int from, int to, Axis axis,
            int i,
            Scratch s) {
        int low = Math.max(from, y - axis.reach);
        int high = Math.min(to, y + axis.reach);
        if (low > high) { // all are out of reach
            FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).intoArray(out, at + y * LANES);
            s.low[i] = low > to ? to : from;
            s.high[i] = s.low[i];
            return;
        }
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        IntVector best = IntVector.broadcast(INTS, INFINITY);
        IntVector arg = IntVector.broadcast(INTS, low);
        IntVector candidate = arg;
        for (int v = low; v <= high; v++) {
            IntVector t = FloatVector.fromArray(FLOATS, f, base + v * LANES).add(costs[p - v])
                    .reinterpretAsInts();
            arg = arg.blend(candidate, t.compare(VectorOperators.LT, best));
            best = best.min(t);
            candidate = candidate.add(1);
        }
        best.reinterpretAsFloats().intoArray(out, at + y * LANES);
        VectorMask<Integer> open = best.compare(VectorOperators.EQ, INFINITY); // lanes that put no bound
        if (open.anyTrue()) {
            s.low[i] = arg.blend(high, open).reduceLanes(VectorOperators.MIN);
            s.high[i] = arg.blend(low, open).reduceLanes(VectorOperators.MAX);
        } else {
            s.low[i] = arg.reduceLanes(VectorOperators.MIN);
            s.high[i] = arg.reduceLanes(VectorOperators.MAX);
        }
    }

    /// Seven rows at once: one load of a candidate serves them all.
    private static void leaf(float[] f, int base, float[] out, int at, int y, int low, int high, Axis axis) {
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        IntVector b0 = IntVector.broadcast(INTS, INFINITY);
        IntVector b1 = b0;
        IntVector b2 = b0;
        IntVector b3 = b0;
        IntVector b4 = b0;
        IntVector b5 = b0;
        IntVector b6 = b0;
        for (int v = low; v <= high; v++) {
            FloatVector x = FloatVector.fromArray(FLOATS, f, base + v * LANES);
            int q = p - v;
            b0 = b0.min(x.add(costs[q]).reinterpretAsInts());
            b1 = b1.min(x.add(costs[q + 1]).reinterpretAsInts());
            b2 = b2.min(x.add(costs[q + 2]).reinterpretAsInts());
            b3 = b3.min(x.add(costs[q + 3]).reinterpretAsInts());
            b4 = b4.min(x.add(costs[q + 4]).reinterpretAsInts());
            b5 = b5.min(x.add(costs[q + 5]).reinterpretAsInts());
            b6 = b6.min(x.add(costs[q + 6]).reinterpretAsInts());
        }
        int o = at + y * LANES;
        b0.reinterpretAsFloats().intoArray(out, o);
        b1.reinterpretAsFloats().intoArray(out, o + LANES);
        b2.reinterpretAsFloats().intoArray(out, o + 2 * LANES);
        b3.reinterpretAsFloats().intoArray(out, o + 3 * LANES);
        b4.reinterpretAsFloats().intoArray(out, o + 4 * LANES);
        b5.reinterpretAsFloats().intoArray(out, o + 5 * LANES);
        b6.reinterpretAsFloats().intoArray(out, o + 6 * LANES);
    }

    private static void tail(float[] f, int base, float[] out, int at, int y, int low, int high, Axis axis) {
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        IntVector best = IntVector.broadcast(INTS, INFINITY);
        for (int v = low; v <= high; v++) {
            best = best
                    .min(FloatVector.fromArray(FLOATS, f, base + v * LANES).add(costs[p - v])
                            .reinterpretAsInts());
        }
        best.reinterpretAsFloats().intoArray(out, at + y * LANES);
    }

    @Override
    public void scatter(float[] row, float[] tile, int y, int n, int blocks) {
        int step = Kernel.stride(n) * LANES;
        for (int b = 0, to = y * LANES; b < blocks; b++, to += step) {
            FloatVector.fromArray(FLOATS, row, b * LANES).intoArray(tile, to);
        }
    }

    @Override
    public void gather(float[] tile, int y, int n, int blocks, float[] row) {
        int step = Kernel.stride(n) * LANES;
        for (int b = 0, from = y * LANES; b < blocks; b++, from += step) {
            FloatVector.fromArray(FLOATS, tile, from).intoArray(row, b * LANES);
        }
    }

    @Override
    public void roots(float[] row, int length, float unit) {
        for (int x = 0; x < length; x += LANES) { // rows are padded to whole vectors
            FloatVector q = FloatVector.fromArray(FLOATS, row, x);
            IntVector sign = q.reinterpretAsInts().and(Integer.MIN_VALUE);
            FloatVector d = q.abs().lanewise(VectorOperators.SQRT).mul(unit);
            d.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(row, x);
        }
    }

    @Override
    public void twoSmallest(float[] distances, float[] smallest, float[] second, int length) {
        for (int x = 0; x < length; x += LANES) {
            IntVector d = FloatVector.fromArray(FLOATS, distances, x).reinterpretAsInts();
            IntVector one = FloatVector.fromArray(FLOATS, smallest, x).reinterpretAsInts();
            IntVector two = FloatVector.fromArray(FLOATS, second, x).reinterpretAsInts();
            two.min(one.max(d)).reinterpretAsFloats().intoArray(second, x);
            one.min(d).reinterpretAsFloats().intoArray(smallest, x);
        }
    }

    @Override
    public void negate(float[] distances, float[] other, int length) {
        for (int x = 0; x < length; x += LANES) {
            FloatVector d = FloatVector.fromArray(FLOATS, distances, x);
            FloatVector o = FloatVector.fromArray(FLOATS, other, x).neg();
            d.blend(o, d.compare(VectorOperators.EQ, 0)).intoArray(distances, x);
        }
    }
}
