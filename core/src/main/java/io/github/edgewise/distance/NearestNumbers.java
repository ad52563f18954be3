package io.github.edgewise.distance;

import io.github.edgewise.volume.ByteRuns;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The number of the nearest voxel of one class at every voxel: an exact distance transform of keys, one axis
/// after the other. [NumberKernel] says what a key is, [ComponentRegions] when distances are equal.
///
/// A row with a voxel of the class has keys everywhere, and a row without one has none. So a column of a
/// slice has keys in the rows that have voxels of the class, whichever column it is. Columns are worked on in
/// strips whose keys fit the cache of a core.
final class NearestNumbers {
    /// Bits of the fraction of a squared distance.
    private static final int FRACTION = 20;
    /// Bits of a key; one remains for sums.
    private static final int BITS = 62;
    /// Keys of a strip, and its fewest columns.
    private static final int MOST = 1 << 17;
    private static final int LEAST = 16;

    private final Shape shape;
    private final byte[] labels;
    private final int[] numbers;
    private final NumberKernel kernel;
    private final double[] ratios;
    private final int fraction;
    private final int shift;
    private final int[] from;
    private final int[] to;
    private int runs;

    /// @param numbers one per voxel; those of the class are 1 to `largest`
    NearestNumbers(LabelMap labels, int[] numbers, int largest, NumberKernel kernel) {
        Grid grid = labels.grid();
        this.shape = grid.shape();
        this.labels = labels.labels();
        this.numbers = numbers;
        this.kernel = kernel;
        Spacing w = grid.spacing();
        double smallest = Transform.smallest(grid);
        this.ratios = new double[]{w.z() / smallest, w.y() / smallest, w.x() / smallest};
        this.shift = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
        double farthest = square((shape.depth() - 1) * ratios[0]) + square((shape.height() - 1) * ratios[1])
                + square((shape.width() - 1) * ratios[2]);
        int whole = farthest < 1L << BITS ? Long.SIZE - Long.numberOfLeadingZeros((long) farthest + 1) : BITS;
        this.fraction = Math.min(FRACTION, BITS - 1 - shift - whole);
        this.from = new int[shape.width()];
        this.to = new int[shape.width()];
    }

    private static double square(double v) { return v * v; }

    /// Writes the numbers for class `k`, which occurs.
    void fill(int k, int[] out) {
        if (fraction < 1) {
            inDouble(k, out);
            return;
        }
        int width = shape.width();
        long layer = (long) shape.depth() * shape.height();
        int strip = Math.clamp(MOST / layer / LEAST * LEAST, Math.min(LEAST, width), width);
        var passes = new Passes((byte) k, strip, out);
        for (int start = 0; start < width; start += strip) {
            passes.solve(start, Math.min(width, start + strip));
        }
    }

    /// The passes along the axes for one class, strip by strip, and their buffers.
    private final class Passes {
        private final byte k;
        private final int[] out;
        private final NumberAxis z = axis(0, shape.depth());
        private final NumberAxis y = axis(1, shape.height());
        private final NumberAxis x = axis(2, shape.width());
        private final NumberRows slice;
        private final NumberRows column;
        private final int row;
        /// After the pass along y, in 3-D.
        private final long[] keys;

        Passes(byte k, int strip, int[] out) {
            this.k = k;
            this.out = out;
            this.row = strip + NumberRows.LANES;
            boolean isFlat = shape.depth() == 1;
            this.slice = new NumberRows(shape.height(), row);
            this.column = new NumberRows(isFlat ? 0 : shape.depth(), row);
            this.keys = new long[isFlat ? 0 : Math.multiplyExact(shape.depth() * shape.height(), row)];
        }

        /// Solves the columns `start` to `end - 1` of all slices.
        void solve(int start, int end) {
            int width = shape.width();
            int height = shape.height();
            boolean[] some = new boolean[shape.depth()];
            for (int at = 0; at < some.length; at++) {
                slice.clear(end - start);
                for (int i = 0; i < height; i++) {
                    if (line((at * height + i) * width, start, end)) slice.add(i);
                }
                some[at] = slice.count > 0;
                if (!some[at]) continue;
                if (some.length == 1) {
                    kernel.numbers(slice, y, out, start, width);
                    return;
                }
                kernel.keys(slice, y, keys, at * height * row, row);
            }
            for (int i = 0; i < height; i++) {
                column.clear(end - start);
                for (int at = 0; at < some.length; at++) {
                    if (!some[at]) continue;
                    System.arraycopy(keys, (at * height + i) * row, column.keys, column.end(), row);
                    column.add(at);
                }
                kernel.numbers(column, z, out, i * width + start, width * height);
            }
        }

        /// Solves a part of the row of labels at `at`, from and up to these columns, as the next row of the
        /// slice. Returns false where the row has no voxel of the class.
        private boolean line(int at, int start, int end) {
            find(at, k);
            if (runs == 0) return false;
            long[] keys = slice.keys;
            long[] cost = x.steps();
            int zero = slice.end() - start; // where column 0 would be
            int number = numbers[at + from[0]];
            for (int i = start; i < Math.min(end, from[0]); i++) {
                keys[zero + i] = cost[from[0] - i] + number;
            }
            for (int run = 0; run < runs; run++) {
                fill(zero, Math.max(start, from[run]), Math.min(end, to[run]), number);
                int last = to[run] - 1;
                if (run + 1 == runs) {
                    for (int i = Math.max(start, to[run]); i < end; i++) {
                        keys[zero + i] = cost[i - last] + number;
                    }
                } else {
                    int next = from[run + 1];
                    int other = numbers[at + next];
                    int left = (last + next + 1) / 2; // where the left run ends to be nearer
                    for (int i = Math.max(start, to[run]); i < Math.min(end, left); i++) {
                        keys[zero + i] = cost[i - last] + number;
                    }
                    for (int i = Math.max(start, left); i < Math.min(end, next); i++) {
                        keys[zero + i] = cost[next - i] + other;
                    }
                    int middle = (last + next) / 2;
                    if (2 * middle == last + next && middle >= start && middle < end) {
                        keys[zero + middle] = cost[middle - last] + Math.min(number, other);
                    }
                    number = other;
                }
            }
            fill(zero, end, end + NumberRows.LANES, keys[zero + end - 1]);
            return true;
        }

        private void fill(int zero, int start, int end, long key) {
            if (start < end) Arrays.fill(slice.keys, zero + start, zero + end, key);
        }
    }

    private NumberAxis axis(int axis, int n) { return new NumberAxis(n, ratios[axis], fraction, shift); }

    /// Finds the runs of voxels of the class that have the same number.
    private void find(int at, byte k) {
        int end = at + shape.width();
        int x = ByteRuns.next(labels, at, end, k);
        runs = 0;
        while (x < end) {
            int stop = ByteRuns.end(labels, x + 1, end, k);
            while (x < stop) {
                int number = numbers[x];
                from[runs] = x - at;
                while (x < stop && numbers[x] == number) x++;
                to[runs++] = x - at;
            }
            x = ByteRuns.next(labels, stop, end, k);
        }
    }

    /// The same in double precision, every candidate against every voxel of its line: for grids whose
    /// spacings differ by a factor of millions, where squares do not fit whole numbers.
    private void inDouble(int k, int[] out) {
        double[] squares = new double[out.length];
        for (int i = 0; i < out.length; i++) {
            boolean site = (labels[i] & 0xff) == k;
            squares[i] = site ? 0 : Double.POSITIVE_INFINITY;
            out[i] = site ? numbers[i] : Integer.MAX_VALUE;
        }
        int slice = shape.width() * shape.height();
        along(squares, out, shape.width(), 1, ratios[2]);
        along(squares, out, shape.height(), shape.width(), ratios[1]);
        along(squares, out, shape.depth(), slice, ratios[0]);
    }

    private static void along(double[] squares, int[] out, int n, int stride, double ratio) {
        double[] f = new double[n];
        int[] number = new int[n];
        for (int start = 0; start < out.length; start++) {
            if (start / stride % n != 0) continue;
            for (int i = 0; i < n; i++) {
                f[i] = squares[start + i * stride];
                number[i] = out[start + i * stride];
            }
            for (int i = 0; i < n; i++) {
                int at = start + i * stride;
                for (int j = 0; j < n; j++) {
                    double d = i == j ? f[j] : f[j] + square((i - j) * ratio);
                    if (d > squares[at] || (d == squares[at] && number[j] >= out[at])) continue;
                    squares[at] = d;
                    out[at] = number[j];
                }
            }
        }
    }
}
