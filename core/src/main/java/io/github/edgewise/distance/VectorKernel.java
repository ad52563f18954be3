package io.github.edgewise.distance;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The kernel on the Vector API: divide and conquer, on a vector of neighbouring columns at a time.
///
/// For a convex `g`, the best candidate of a row never lies before the best candidate of an earlier row. So
/// the best candidates of two solved rows bracket those of the rows between them. Every eighth row is solved
/// first, in halving steps, then the seven rows between two of them together. All columns of a block share
/// one bracket. This is safe, because extra candidates are true candidates and never make a minimum wrong.
/// Distances are never negative, and the bits of such floats order like integers. So minima are computed as
/// integer minima.
final class VectorKernel implements Kernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    /// The number of rows from one pivot to the next.
    private static final int LEAF = 8;
    /// Candidates per row and level above which lower envelopes solve a block instead.
    private static final long WIDE = 16;
    private static final int OUTSIDE = 1;
    private static final int INSIDE = 2;

    private final EnvelopeKernel envelopes = new EnvelopeKernel();

    @Override
    public int lanes() { return LANES; }

    @Override
    public void columns(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres toMm,
            Scratch s) {
        int sides = load(tile, at, stride, width, axis.n, s);
        boolean mixed = sides == (OUTSIDE | INSIDE);
        boolean solved = ((sides & OUTSIDE) == 0 || side(OUTSIDE, mixed, axis, s))
                && ((sides & INSIDE) == 0 || side(INSIDE, true, axis, s));
        if (solved) {
            store(tile, at, stride, width, axis, toMm, s);
        } else {
            envelopes.columns(tile, at, stride, width, axis, toMm, s);
        }
    }

    /// Copies a block. If it is narrower than the vector, its last column fills the missing columns. Notes
    /// for each row on which sides its lanes lie, and returns which sides occur at all. A row of sites lies
    /// on no side.
    private static int load(float[] tile, int at, int stride, int width, int n, Scratch s) {
        boolean whole = width == LANES;
        VectorMask<Float> lanes = FLOATS.indexInRange(0, width);
        int all = 0;
        for (int y = 0, from = at; y < n; y++, from += stride) {
            FloatVector f = whole
                    ? FloatVector.fromArray(FLOATS, tile, from)
                    : FloatVector.broadcast(FLOATS, tile[from + width - 1])
                            .blend(FloatVector.fromArray(FLOATS, tile, from, lanes), lanes);
            f.intoArray(s.block, y * LANES);
            IntVector bits = f.reinterpretAsInts(); // on either side of 0 as the floats are
            int sides = (bits.compare(VectorOperators.GT, 0).anyTrue() ? OUTSIDE : 0)
                    | (bits.compare(VectorOperators.LT, 0).anyTrue() ? INSIDE : 0);
            s.state[y] = (byte) sides;
            all |= sides;
        }
        return all;
    }

    /// Writes the solved sides of a block back to the tile.
    private static void store(float[] tile, int at, int stride, int width, Axis axis, ToMillimetres toMm,
            Scratch s) {
        boolean whole = width == LANES;
        boolean limited = axis.limit != Float.POSITIVE_INFINITY;
        VectorMask<Float> lanes = FLOATS.indexInRange(0, width);
        for (int y = 0, to = at; y < axis.n; y++, to += stride) {
            int sides = s.state[y];
            FloatVector f = (sides & OUTSIDE) == 0
                    ? FloatVector.zero(FLOATS)
                    : FloatVector.fromArray(FLOATS, s.outside, y * LANES);
            if ((sides & INSIDE) != 0) {
                f = f.blend(FloatVector.fromArray(FLOATS, s.inside, y * LANES).neg(),
                        FloatVector.fromArray(FLOATS, s.block, y * LANES).compare(VectorOperators.LT, 0));
            }
            if (limited) {
                f = f.blend(f.mul(Float.POSITIVE_INFINITY), f.abs().compare(VectorOperators.GE, axis.limit));
            }
            f = toMillimetres(f, toMm);
            if (whole) {
                f.intoArray(tile, to);
            } else {
                f.intoArray(tile, to, lanes);
            }
        }
    }

    private static FloatVector toMillimetres(FloatVector f, ToMillimetres toMm) {
        if (!toMm.roots()) return f;
        IntVector sign = f.reinterpretAsInts().and(Integer.MIN_VALUE);
        FloatVector d = f.abs().lanewise(VectorOperators.SQRT).mul(toMm.unit()).reinterpretAsInts().or(sign)
                .reinterpretAsFloats();
        if (toMm.inset() != 0) d = d.blend(d.add(toMm.inset()), f.compare(VectorOperators.LT, 0));
        if (toMm.clip() == Float.POSITIVE_INFINITY) return d;
        return d.max(-toMm.clip()).min(toMm.clip());
    }

    /// Solves all rows that have a lane on this side. A row without one is zero in all lanes and divides the
    /// column: no candidate beyond it matters. Returns false if the columns of the block have so little in
    /// common that solving one column at a time is faster.
    private static boolean side(int side, boolean split, Axis axis, Scratch s) {
        int n = axis.n;
        int y = 0;
        while (y < n) {
            if ((s.state[y] & side) == 0) {
                y++;
                continue;
            }
            int from = y;
            while (y < n && (s.state[y] & side) != 0) y++;
            if (!segment(side, split, from, y - 1, axis, s)) return false;
        }
        return true;
    }

    /// Solves rows `from` to `to`, which have a lane on this side, from their own squares and the seeds in
    /// the row before and the row after. Rows that are infinite in all lanes are not candidates.
    private static boolean segment(int side, boolean split, int from, int to, Axis axis, Scratch s) {
        int first = Math.max(from - 1, 0);
        int last = Math.min(to + 1, axis.n - 1);
        float sign = side == OUTSIDE ? 1 : -1;
        int count = 0;
        for (int v = first; v <= last; v++) {
            FloatVector f = FloatVector.fromArray(FLOATS, s.block, v * LANES);
            if (split) f = f.mul(sign).reinterpretAsInts().max(0).reinterpretAsFloats(); // else 0
            f.intoArray(s.side, count * LANES);
            s.candidate[count] = v;
            s.before[v] = count;
            if (f.compare(VectorOperators.NE, Float.POSITIVE_INFINITY).anyTrue()) count++;
        }
        s.before[last + 1] = count;
        float[] out = side == OUTSIDE ? s.outside : s.inside;
        if (count > 0) return minPlus(out, from, to, count - 1, axis, s);
        Arrays.fill(out, from * LANES, (to + 1) * LANES, Float.POSITIVE_INFINITY);
        return true;
    }

    /// Solves rows `from` to `to` of `out` from candidates 0 to `last`. Returns false and leaves rows undone
    /// if the brackets stay wide.
    private static boolean minPlus(float[] out, int from, int to, int last, Axis axis, Scratch s) {
        int leaves = (to - from + 1) / LEAF;
        long budget = WIDE * (to - from + 2L * LEAF) * (33 - Integer.numberOfLeadingZeros(leaves));
        s.low[0] = 0;
        for (int step = Integer.highestOneBit(leaves); step >= 1; step >>= 1) {
            for (int i = step; i <= leaves; i += 2 * step) {
                int y = from + LEAF * i - 1;
                int low = s.low[i - step];
                int high = i + step <= leaves ? s.high[i + step] : last;
                pivot(out, y, low, high, axis, i, s);
                budget -= high - low + 1;
            }
            if (budget < 0) return false;
        }
        boolean limited = axis.reach < axis.n;
        for (int i = 0; i < leaves; i++) {
            int y = from + LEAF * i;
            int low = s.low[i];
            int high = s.high[i + 1];
            if (limited) {
                low = lowest(y, low, axis.reach, s);
                high = highest(y + LEAF - 2, high, axis.reach, s);
            }
            leaf(out, y, low, high, axis, s);
        }
        for (int y = from + LEAF * leaves; y <= to; y++) {
            tail(out, y, s.low[leaves], last, axis, s);
        }
        return true;
    }

    /// The first candidate, from `low` on, within reach of row y.
    private static int lowest(int y, int low, int reach, Scratch s) {
        return y - reach > s.candidate[low] ? s.before[y - reach] : low;
    }

    private static int highest(int y, int high, int reach, Scratch s) {
        return y + reach < s.candidate[high] ? s.before[y + reach + 1] - 1 : high;
    }

    /// Solves row y from the candidates between those of its neighbours, and so bounds the rows on both
    /// sides.
    private static void pivot(float[] out, int y, int from, int to, Axis axis, int i, Scratch s) {
        int low = lowest(y, from, axis.reach, s);
        int high = highest(y, to, axis.reach, s);
        if (low > high) { // all are out of reach
            FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).intoArray(out, y * LANES);
            s.low[i] = Math.min(low, to);
            s.high[i] = Math.max(high, from);
            return;
        }
        float[] f = s.side;
        int[] rows = s.candidate;
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        IntVector best = IntVector.broadcast(INTS, INFINITY);
        IntVector arg = IntVector.broadcast(INTS, low);
        IntVector candidate = arg;
        for (int v = low; v <= high; v++) {
            IntVector t = FloatVector.fromArray(FLOATS, f, v * LANES).add(costs[p - rows[v]])
                    .reinterpretAsInts();
            arg = arg.blend(candidate, t.compare(VectorOperators.LT, best));
            best = best.min(t);
            candidate = candidate.add(1);
        }
        best.reinterpretAsFloats().intoArray(out, y * LANES);
        VectorMask<Integer> open = best.compare(VectorOperators.EQ, INFINITY); // these lanes give no bound
        if (open.anyTrue()) {
            s.low[i] = arg.blend(high, open).reduceLanes(VectorOperators.MIN);
            s.high[i] = arg.blend(low, open).reduceLanes(VectorOperators.MAX);
        } else {
            s.low[i] = arg.reduceLanes(VectorOperators.MIN);
            s.high[i] = arg.reduceLanes(VectorOperators.MAX);
        }
    }

    /// Solves seven rows at once, so that one load of a candidate serves them all.
    private static void leaf(float[] out, int y, int low, int high, Axis axis, Scratch s) {
        float[] f = s.side;
        int[] rows = s.candidate;
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
            FloatVector x = FloatVector.fromArray(FLOATS, f, v * LANES);
            int q = p - rows[v];
            b0 = b0.min(x.add(costs[q]).reinterpretAsInts());
            b1 = b1.min(x.add(costs[q + 1]).reinterpretAsInts());
            b2 = b2.min(x.add(costs[q + 2]).reinterpretAsInts());
            b3 = b3.min(x.add(costs[q + 3]).reinterpretAsInts());
            b4 = b4.min(x.add(costs[q + 4]).reinterpretAsInts());
            b5 = b5.min(x.add(costs[q + 5]).reinterpretAsInts());
            b6 = b6.min(x.add(costs[q + 6]).reinterpretAsInts());
        }
        int o = y * LANES;
        b0.reinterpretAsFloats().intoArray(out, o);
        b1.reinterpretAsFloats().intoArray(out, o + LANES);
        b2.reinterpretAsFloats().intoArray(out, o + 2 * LANES);
        b3.reinterpretAsFloats().intoArray(out, o + 3 * LANES);
        b4.reinterpretAsFloats().intoArray(out, o + 4 * LANES);
        b5.reinterpretAsFloats().intoArray(out, o + 5 * LANES);
        b6.reinterpretAsFloats().intoArray(out, o + 6 * LANES);
    }

    private static void tail(float[] out, int y, int low, int high, Axis axis, Scratch s) {
        float[] costs = axis.costs();
        int p = axis.centre() + y;
        IntVector best = IntVector.broadcast(INTS, INFINITY);
        for (int v = low; v <= high; v++) {
            best = best.min(FloatVector.fromArray(FLOATS, s.side, v * LANES).add(costs[p - s.candidate[v]])
                    .reinterpretAsInts());
        }
        best.reinterpretAsFloats().intoArray(out, y * LANES);
    }

    @Override
    public void partition(float[][] tiles, int classes, int at, int length, ToMillimetres toMm) {
        int x = at;
        for (; x <= at + length - LANES; x += LANES) {
            IntVector smallest = IntVector.broadcast(INTS, INFINITY);
            IntVector second = smallest;
            for (int k = 0; k < classes; k++) {
                IntVector d = FloatVector.fromArray(FLOATS, tiles[k], x).reinterpretAsInts();
                second = second.min(smallest.max(d));
                smallest = smallest.min(d);
            }
            FloatVector inside = second.reinterpretAsFloats().neg();
            for (int k = 0; k < classes; k++) {
                FloatVector d = FloatVector.fromArray(FLOATS, tiles[k], x);
                d = d.blend(inside, d.compare(VectorOperators.EQ, 0));
                toMillimetres(d, toMm).intoArray(tiles[k], x);
            }
        }
        envelopes.partition(tiles, classes, x, at + length - x, toMm);
    }
}
