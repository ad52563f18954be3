package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The exact transform of a label map to signed distances in float: along x from the runs of each row, then
/// along y and z by columns.
///
/// Lengths are measured in units of the smallest spacing, so that squares are small whole numbers where the
/// spacings are equal and no unit over- or underflows. The field itself is the only big buffer.
final class Transform {
    /// Values of a tile that fit a core's cache.
    private static final int TILE = 1 << 17;
    /// Columns of a strip where a slice is too large for one tile.
    private static final int STRIP = 128;
    /// Neighbouring columns that the pass along z takes at once, at least: long reads and writes.
    private static final int SPAN = 128;
    /// Rows of one job where a single slice is shared by all threads.
    private static final int ROWS = 32;

    private final Rows rows;
    private final Shape shape;
    private final Kernel kernel;
    private final int threads;
    private final float unit;
    private final float limit;
    private final float inset;
    private final float clip;
    private final Axis x;
    private final Axis y;
    private final Axis z;
    private final long plane;

    /// @param labels one unsigned byte per voxel
    /// @param zeroLevel not `REFERENCE_TRUNCATED`, which needs double precision
    /// @param clipMm values saturate here, and no farther voxel is looked at; infinite for no clip
    Transform(MemorySegment labels, Grid grid, ZeroLevel zeroLevel, double clipMm, Kernel kernel,
            int threads) {
        this.shape = grid.shape();
        this.kernel = kernel;
        this.threads = threads;
        Spacing w = grid.spacing();
        double smallest = smallest(grid);
        StepCost cost = zeroLevel.cost();
        this.inset = zeroLevel.isReference() ? 1 : 0;
        this.clip = (float) clipMm;
        double farthest = (clipMm + inset) / smallest * (1 + 1e-6);
        this.unit = (float) smallest;
        this.limit = (float) (farthest * farthest);
        this.x = new Axis(shape.width(), w.x() / smallest, cost, limit);
        this.y = new Axis(shape.height(), w.y() / smallest, cost, limit);
        this.z = new Axis(shape.depth(), w.z() / smallest, cost, limit);
        this.rows = new Rows(labels, x);
        this.plane = (long) shape.width() * shape.height();
    }

    /// True where squares in units of the smallest spacing stay far from the ends of what a float holds.
    static boolean fits(Grid grid) {
        double longest = grid.diagonalMm() / smallest(grid);
        return longest < 1e15 && smallest(grid) > 1e-30 && grid.diagonalMm() < 1e30;
    }

    private static double smallest(Grid grid) {
        Shape s = grid.shape();
        double least = Double.POSITIVE_INFINITY;
        if (s.depth() > 1) least = grid.spacing().z();
        if (s.height() > 1) least = Math.min(least, grid.spacing().y());
        if (s.width() > 1) least = Math.min(least, grid.spacing().x());
        return Double.isInfinite(least) ? grid.spacing().x() : least;
    }

    /// Fills `field` with the signed distance to the surface of class `k`, in mm.
    void signed(int k, Field field) {
        run(List.of((at, s) -> rows.signed(rows.runs(at, s), k, s)), List.of(field));
    }

    /// Fills each field with the signed distance to the surface of the class at the same place in `present`.
    /// The classes fill the image, so the distance inside one is that to the nearest of all others: K
    /// one-sided passes, not 2 K.
    void partition(List<Integer> present, List<Field> fields) {
        var passes = new ArrayList<RowPass>();
        present.forEach(k -> passes.add((at, s) -> rows.oneSided(rows.runs(at, s), k, s)));
        run(passes, fields);
    }

    /// The pass along x of one row, into `scratch.row`.
    private interface RowPass {
        void fill(long at, Scratch scratch);
    }

    private void run(List<RowPass> passes, List<Field> fields) {
        int width = shape.width();
        int height = shape.height();
        if (shape.depth() > 1) {
            for (int i = 0; i < fields.size(); i++) {
                slices(passes.get(i), fields.get(i));
            }
            int span = Math.clamp((long) TILE / shape.depth() / SPAN * SPAN, SPAN, 8 * SPAN);
            run(Math.toIntExact((plane + span - 1) / span), span, shape.depth(), fields.size(), (job, s) -> {
                long start = (long) job * span;
                int columns = (int) Math.min(span, plane - start);
                load(fields, start, plane, columns, z, s);
                store(fields, start, plane, columns, z, true, s);
            });
        } else if (fields.size() == 1 && threads == 1 && plane <= TILE) {
            run(1, width, height, 1, (_, s) -> slice(passes.getFirst(), fields.getFirst(), 0, true, s));
        } else {
            for (int i = 0; i < fields.size(); i++) {
                RowPass pass = passes.get(i);
                Field field = fields.get(i);
                run((height + ROWS - 1) / ROWS, width, 1, 1, (job, s) -> rows(pass, field, 0L, job * ROWS,
                        Math.min(height, (job + 1) * ROWS), s));
            }
            int strips = (width + STRIP - 1) / STRIP;
            run(strips, STRIP, height, fields.size(), (job, s) -> {
                int columns = Math.min(STRIP, width - job * STRIP);
                long start = (long) job * STRIP;
                load(fields, start, width, columns, y, s);
                store(fields, start, width, columns, y, true, s);
            });
        }
    }

    /// The passes along x and y of all slices.
    private void slices(RowPass pass, Field field) {
        int width = shape.width();
        boolean whole = plane <= TILE;
        run(shape.depth(), whole ? width : STRIP, shape.height(), 1, (job, s) -> {
            long start = job * plane;
            if (whole) {
                slice(pass, field, start, false, s);
                return;
            }
            rows(pass, field, start, 0, shape.height(), s);
            for (int from = 0; from < width; from += STRIP) {
                int columns = Math.min(STRIP, width - from);
                load(List.of(field), start + from, width, columns, y, s);
                store(List.of(field), start + from, width, columns, y, false, s);
            }
        });
    }

    private void rows(RowPass pass, Field field, long start, int from, int to, Scratch s) {
        for (int row = from; row < to; row++) {
            pass.fill(start + (long) row * shape.width(), s);
            field.write(start + (long) row * shape.width(), s.row, shape.width());
        }
    }

    /// A slice that fits one tile, without a detour over the field.
    private void slice(RowPass pass, Field field, long start, boolean last, Scratch s) {
        int width = shape.width();
        for (int row = 0; row < y.n; row++) {
            pass.fill(start + (long) row * width, s);
            scatter(row, y.n, width, s);
        }
        columns(width, y, s, s.out[0]);
        store(List.of(field), start, width, width, y, last, s);
    }

    /// Reads `width` neighbouring columns of every field and solves them.
    private void load(List<Field> fields, long start, long stride, int width, Axis axis, Scratch s) {
        for (int i = 0; i < fields.size(); i++) {
            for (int row = 0; row < axis.n; row++) {
                fields.get(i).read(start + row * stride, s.row, width);
                scatter(row, axis.n, width, s);
            }
            columns(width, axis, s, s.out[i]);
        }
    }

    private void scatter(int row, int n, int width, Scratch s) {
        int blocks = blocks(width);
        for (int i = width; i < blocks * kernel.lanes(); i++) {
            s.row[i] = s.row[width - 1]; // lanes beyond the image
        }
        kernel.scatter(s.row, s.tile, row, n, blocks);
    }

    private void columns(int width, Axis axis, Scratch s, float[] out) {
        for (int b = 0; b < blocks(width); b++) {
            kernel.columns(s.tile, out, b * Kernel.stride(axis.n) * kernel.lanes(), axis, s);
        }
    }

    /// Writes the solved columns back: squares, or after the last pass distances.
    private void store(List<Field> fields, long start, long stride, int width, Axis axis, boolean last,
            Scratch s) {
        int blocks = blocks(width);
        for (int row = 0; row < axis.n; row++) {
            if (fields.size() > 1) nearestOther(fields.size(), row, axis.n, blocks, s);
            for (int i = 0; i < fields.size(); i++) {
                if (fields.size() == 1) kernel.gather(s.out[0], row, axis.n, blocks, s.row);
                float[] values = fields.size() == 1 ? s.row : s.rows[i];
                if (last) {
                    kernel.roots(values, width, unit);
                    settle(values, width);
                } else {
                    drop(values, width);
                }
                fields.get(i).write(start + row * stride, values, width);
            }
        }
    }

    /// From distances between the sides to those of the zero level, clipped.
    private void settle(float[] mm, int width) {
        for (int i = 0; inset != 0 && i < width; i++) {
            if (mm[i] < 0) mm[i] += inset;
        }
        for (int i = 0; clip != Float.POSITIVE_INFINITY && i < width; i++) {
            mm[i] = Math.clamp(mm[i], -clip, clip);
        }
    }

    /// Beyond the clip nothing matters, and infinite values are skipped.
    private void drop(float[] squares, int width) {
        if (limit == Float.POSITIVE_INFINITY) return;
        for (int i = 0; i < width; i++) {
            if (Math.abs(squares[i]) >= limit) squares[i] *= Float.POSITIVE_INFINITY;
        }
    }

    /// Row `row` of all classes into `scratch.rows`: own squares, which are zero, become minus the second
    /// smallest of all.
    private void nearestOther(int classes, int row, int n, int blocks, Scratch s) {
        int length = blocks * kernel.lanes();
        Arrays.fill(s.smallest, 0, length, Float.POSITIVE_INFINITY);
        Arrays.fill(s.second, 0, length, Float.POSITIVE_INFINITY);
        for (int i = 0; i < classes; i++) {
            kernel.gather(s.out[i], row, n, blocks, s.rows[i]);
            kernel.twoSmallest(s.rows[i], s.smallest, s.second, length);
        }
        for (int i = 0; i < classes; i++) {
            kernel.negate(s.rows[i], s.second, length);
        }
    }

    private int blocks(int width) { return (width + kernel.lanes() - 1) / kernel.lanes(); }

    private void run(int jobs, int width, int n, int fields, Workers.Job job) {
        Workers.run(threads, jobs,
                () -> new Scratch(width, shape.width(), n, kernel.lanes(), fields), job);
    }
}
