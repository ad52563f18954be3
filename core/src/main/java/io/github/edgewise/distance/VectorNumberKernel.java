package io.github.edgewise.distance;

import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The kernel on the Vector API: divide and conquer as in [VectorKernel], on a vector of neighbouring
/// columns.
///
/// Rows between two solved rows have their best candidates between those of the two. Where all candidates of
/// some rows have one number in all columns, which is so inside of a region, nothing is computed. An object
/// serves one thread at a time.
final class VectorNumberKernel implements NumberKernel {
    private static final VectorSpecies<Long> KEYS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = KEYS.length();
    private static final VectorSpecies<Integer> NUMBERS = VectorSpecies.of(int.class,
            VectorShape.forBitSize(Math.max(64, KEYS.vectorBitSize() / 2)));
    /// Rows up to which all candidates are compared.
    private static final int LEAF = 8;
    /// With fewer, the scalar kernel is faster.
    private static final int FEWEST_LANES = 4;

    private NumberAxis axis = new NumberAxis(1, 1, 1, 1);
    private NumberRows columns = new NumberRows(0, 0);
    /// The first of the columns that are being solved.
    private int x;
    /// Where row 0 of them goes: a vector of keys, or as many numbers as there are columns.
    private int at;
    private int stride;
    private int width;
    private long[] keys = new long[0];
    private int[] numbers = new int[0];
    private final int[] part = new int[NumberRows.LANES];
    private boolean isLast;
    /// The first and the last of the best candidates of the row that was solved last.
    private int first;
    private int last;

    /// Whether the vectors of this processor hold enough keys.
    static boolean pays() { return LANES >= FEWEST_LANES && LANES <= NumberRows.LANES; }

    @Override
    public void keys(NumberRows columns, NumberAxis axis, long[] into, int at, int stride) {
        keys = into;
        isLast = false;
        solve(columns, axis, at, stride);
    }

    @Override
    public void numbers(NumberRows columns, NumberAxis axis, int[] into, int at, int stride) {
        numbers = into;
        isLast = true;
        solve(columns, axis, at, stride);
    }

    private void solve(NumberRows columns, NumberAxis axis, int at, int stride) {
        this.columns = columns;
        this.axis = axis;
        this.stride = stride;
        for (x = 0; x < columns.width; x += LANES) {
            this.at = at + x;
            width = Math.min(LANES, columns.width - x);
            if (isLast) findNumbers();
            solve(0, axis.n - 1, 0, columns.count - 1);
        }
    }

    /// Finds which of the candidates have one number.
    private void findNumbers() {
        long before = -1;
        for (int v = 0; v < columns.count; v++) {
            LongVector number = candidate(v).and(axis.mask);
            long one = columns.keys[v * columns.stride + x] & axis.mask;
            boolean same = number.compare(VectorOperators.EQ, one).allTrue();
            columns.since[v] = !same ? v + 1 : one == before ? columns.since[v - 1] : v;
            before = same ? one : -1;
        }
    }

    private LongVector candidate(int v) {
        return LongVector.fromArray(KEYS, columns.keys, v * columns.stride + x);
    }

    /// Solves rows `from` to `to`, whose best candidates are among `low` to `high`.
    private void solve(int from, int to, int low, int high) {
        if (from > to) return;
        if (isLast && columns.since[high] <= low) {
            int number = (int) (columns.keys[low * columns.stride + x] & axis.mask);
            for (int y = from; y <= to; y++) {
                Arrays.fill(numbers, at + y * stride, at + y * stride + width, number);
            }
        } else if (to - from < LEAF || low == high) {
            leaf(from, to, low, high);
        } else {
            int y = (from + to) >>> 1;
            pivot(y, low, high);
            int least = first;
            int most = last;
            solve(from, y - 1, low, most);
            solve(y + 1, to, least, high);
        }
    }

    /// Solves row y, and so bounds the rows on both sides.
    private void pivot(int y, int low, int high) {
        long[] costs = axis.costs();
        int p = axis.n - 1 + y;
        LongVector best = candidate(low).add(costs[p - columns.rows[low]]);
        LongVector arg = LongVector.broadcast(KEYS, low);
        LongVector candidate = arg;
        for (int v = low + 1; v <= high; v++) {
            candidate = candidate.add(1);
            LongVector t = candidate(v).add(costs[p - columns.rows[v]]);
            VectorMask<Long> better = t.compare(VectorOperators.LT, best);
            arg = arg.blend(candidate, better);
            best = best.min(t);
        }
        first = (int) arg.reduceLanes(VectorOperators.MIN);
        last = (int) arg.reduceLanes(VectorOperators.MAX);
        store(y, best);
    }

    /// Solves a few rows from all their candidates, four at once, so that one load serves them all.
    private void leaf(int from, int to, int low, int high) {
        long[] costs = axis.costs();
        int y = from;
        for (; y + 3 <= to; y += 4) {
            int p = axis.n - 1 + y;
            LongVector key = candidate(low);
            int q = p - columns.rows[low];
            LongVector b0 = key.add(costs[q]);
            LongVector b1 = key.add(costs[q + 1]);
            LongVector b2 = key.add(costs[q + 2]);
            LongVector b3 = key.add(costs[q + 3]);
            for (int v = low + 1; v <= high; v++) {
                key = candidate(v);
                q = p - columns.rows[v];
                b0 = b0.min(key.add(costs[q]));
                b1 = b1.min(key.add(costs[q + 1]));
                b2 = b2.min(key.add(costs[q + 2]));
                b3 = b3.min(key.add(costs[q + 3]));
            }
            store(y, b0);
            store(y + 1, b1);
            store(y + 2, b2);
            store(y + 3, b3);
        }
        for (; y <= to; y++) {
            int p = axis.n - 1 + y;
            LongVector best = candidate(low).add(costs[p - columns.rows[low]]);
            for (int v = low + 1; v <= high; v++) {
                best = best.min(candidate(v).add(costs[p - columns.rows[v]]));
            }
            store(y, best);
        }
    }

    private void store(int y, LongVector key) {
        int to = at + y * stride;
        if (!isLast) {
            key.intoArray(keys, to);
            return;
        }
        var number = key.and(axis.mask).convertShape(VectorOperators.L2I, NUMBERS, 0).reinterpretAsInts();
        if (width == LANES) {
            number.intoArray(numbers, to);
        } else {
            number.intoArray(part, 0);
            System.arraycopy(part, 0, numbers, to, width);
        }
    }
}
