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
/// A row with a voxel of the class has keys everywhere, and a row without one has none. So a column of a slice
/// has keys in the rows that have voxels of the class, whichever column it is.
final class NearestNumbers {
    /// Bits of the fraction of a squared distance.
    private static final int FRACTION = 20;
    /// Bits of a key; one remains for sums.
    private static final int BITS = 62;
    /// The number of keys that are worked on together, if the image has more.
    private static final int MOST = 1 << 22;
    private static final int PADDING = NumberRows.LANES;

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
        int whole = farthest < Long.MAX_VALUE ? Long.SIZE - Long.numberOfLeadingZeros((long) farthest + 1) : BITS;
        this.fraction = Math.min(FRACTION, BITS - shift - whole - 1);
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
        var z = axis(0, shape.depth());
        var y = axis(1, shape.height());
        var x = axis(2, shape.width());
        int width = shape.width();
        int height = shape.height();
        int slice = width * height;
        int strip = (int) Math.clamp((long) MOST / shape.depth() / height / 64 * 64, Math.min(64, width), width);
        int row = strip + PADDING;
        int layer = height * row + PADDING; // so that columns along z do not compete for the same cache lines
        long[] keys = new long[Math.addExact(Math.multiplyExact(shape.depth(), layer), PADDING)];
        long[] line = new long[width];
        var rows = new NumberRows(Math.max(height, shape.depth()));
        var slices = new NumberRows(shape.depth());
        for (int start = 0; start < width; start += strip) {
            int columns = Math.min(strip, width - start);
            slices.clear();
            for (int at = 0; at < shape.depth(); at++) {
                rows.clear();
                for (int i = 0; i < height; i++) {
                    if (!line(at * slice + i * width, (byte) k, x.steps(), line)) continue;
                    int to = at * layer + i * row;
                    System.arraycopy(line, start, keys, to, columns);
                    Arrays.fill(keys, to + columns, to + columns + PADDING, line[start + columns - 1]);
                    rows.add(i);
                }
                if (rows.count == 0) continue;
                slices.add(at);
                var block = new NumberKernel.Columns(keys, at * layer, row, columns);
                if (shape.depth() == 1) {
                    kernel.numbers(block, y, rows, new NumberKernel.Numbers(out, start, width));
                } else {
                    kernel.keys(block, y, rows);
                }
            }
            if (shape.depth() == 1) continue;
            System.arraycopy(slices.rows, 0, rows.rows, 0, slices.count);
            rows.count = slices.count;
            for (int i = 0; i < height; i++) {
                kernel.numbers(new NumberKernel.Columns(keys, i * row, layer, columns), z, rows,
                        new NumberKernel.Numbers(out, i * width + start, slice));
            }
        }
    }

    private NumberAxis axis(int axis, int n) { return new NumberAxis(n, ratios[axis], fraction, shift); }

    /// Solves the row of labels at `at`. Returns false where it has no voxel of the class.
    private boolean line(int at, byte k, long[] cost, long[] line) {
        find(at, k);
        if (runs == 0) return false;
        int first = from[0];
        int number = numbers[at + first];
        for (int x = 0; x < first; x++) {
            line[x] = cost[first - x] + number;
        }
        for (int i = 0; i < runs; i++) {
            Arrays.fill(line, from[i], to[i], number);
            int last = to[i] - 1;
            if (i + 1 == runs) {
                for (int step = 1; step < line.length - last; step++) {
                    line[last + step] = cost[step] + number;
                }
                return true;
            }
            int next = from[i + 1];
            int other = numbers[at + next];
            int gap = next - last - 1;
            for (int step = 1; step <= gap / 2; step++) {
                line[last + step] = cost[step] + number;
                line[next - step] = cost[step] + other;
            }
            if (gap % 2 == 1) line[(last + next) / 2] = cost[(gap + 1) / 2] + Math.min(number, other);
            number = other;
        }
        return true;
    }

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

    /// The same in double precision, every candidate against every voxel of its line: for grids whose spacings
    /// differ by a factor of millions, where squares do not fit whole numbers.
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
