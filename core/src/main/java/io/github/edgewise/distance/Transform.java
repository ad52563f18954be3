package io.github.edgewise.distance;

import io.github.edgewise.file.ByteStore;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/// The exact transform of a label map to signed distances in float. The pass along x uses the runs of each
/// row; the passes along y and z go by columns.
///
/// Lengths are in units of the smallest spacing. So squares are small whole numbers if the spacings are
/// equal, and no unit of length overflows or underflows. The field itself is the only large buffer.
final class Transform {
    /// The number of values of a tile that fits the cache of a core, together with the buffers of its block.
    private static final int TILE = 1 << 16;
    /// Rows of one job if all threads share a single slice.
    private static final int ROWS = 32;

    private final Rows rows;
    private final Shape shape;
    private final Kernel kernel;
    private final int threads;
    private final ToMillimetres toMm;
    private final Axis x;
    private final Axis y;
    private final Axis z;
    private final long plane;
    private final DoubleConsumer progress;

    /// @param labels one unsigned byte per voxel
    /// @param zeroLevel not `REFERENCE_TRUNCATED`, which needs double precision
    /// @param clipMm limit of the values; no farther voxel is looked at. Infinite for no clip
    /// @param progress called by the calling thread with the share of the work that is done
    Transform(ByteStore labels, Grid grid, ZeroLevel zeroLevel, double clipMm, Kernel kernel,
            int threads, DoubleConsumer progress) {
        this.progress = progress;
        this.shape = grid.shape();
        this.kernel = kernel;
        this.threads = threads;
        Spacing w = grid.spacing();
        double smallest = smallest(grid);
        StepCost cost = zeroLevel.cost();
        float inset = zeroLevel.isReference() ? 1 : 0;
        this.toMm = new ToMillimetres(true, (float) smallest, inset, (float) clipMm);
        double farthest = (clipMm + inset) / smallest * (1 + 1e-6);
        float limit = (float) (farthest * farthest);
        this.x = new Axis(shape.width(), w.x() / smallest, cost, limit);
        this.y = new Axis(shape.height(), w.y() / smallest, cost, limit);
        this.z = new Axis(shape.depth(), w.z() / smallest, cost, limit);
        this.rows = new Rows(labels, x);
        this.plane = (long) shape.width() * shape.height();
    }

    /// True where squares in units of the smallest spacing stay well within the range of a float.
    static boolean fits(Grid grid) {
        double longest = grid.diagonalMm() / smallest(grid);
        return longest < 1e15 && smallest(grid) > 1e-30 && grid.diagonalMm() < 1e30;
    }

    /// The smallest spacing of the axes that have more than one voxel.
    static double smallest(Grid grid) {
        Shape s = grid.shape();
        double least = Double.POSITIVE_INFINITY;
        if (s.depth() > 1) least = grid.spacing().z();
        if (s.height() > 1) least = Math.min(least, grid.spacing().y());
        if (s.width() > 1) least = Math.min(least, grid.spacing().x());
        return Double.isInfinite(least) ? grid.spacing().x() : least;
    }

    /// Fills `field` with the signed distance to the surface of class `k`, in mm.
    void signed(int k, VoxelStore field) {
        run(List.of((at, s, row, from) -> rows.signed(at, k, s, row, from)), List.of(field));
    }

    /// Fills each field with the signed distance to the surface of the class at the same place in `present`.
    /// The classes fill the image, so the distance inside one class is the distance to the nearest of all
    /// others. This takes K one-sided passes instead of 2 K.
    void partition(List<Integer> present, List<VoxelStore> fields) {
        var passes = new ArrayList<RowPass>();
        present.forEach(k -> passes
                .add((at, s, row, from) -> rows.oneSided(at, k, s, row, from)));
        run(passes, fields);
    }

    /// The pass along x: solves the row of labels at `at` into `row[from..)`.
    private interface RowPass {
        void fill(long at, Scratch scratch, float[] row, int from);
    }

    private void run(List<RowPass> passes, List<VoxelStore> fields) {
        boolean is3d = shape.depth() > 1;
        boolean whole = plane <= TILE && (is3d || (fields.size() == 1 && threads == 1));
        Axis last = is3d ? z : y;
        int least = fields.getFirst().span();
        long all = is3d ? plane : shape.width();
        int span = (int) Math.min(all, columns(last.n, least));
        int strip = whole ? shape.width() : Math.min(shape.width(), columns(y.n, least));
        int largest = Math.max(stride(shape.width()), Math.max(Math.multiplyExact(y.n, stride(strip)),
                Math.multiplyExact(last.n, stride(span))));
        var workers = new Workers(threads, () -> new Scratch(shape.width(), largest,
                Math.max(y.n, last.n), kernel.lanes(), fields.size()));
        for (int i = 0; i < fields.size(); i++) {
            RowPass pass = passes.get(i);
            VoxelStore field = fields.get(i);
            double share = 0.5 / fields.size();
            double done = i * share;
            if (!is3d && !whole) {
                run(workers, (y.n + ROWS - 1) / ROWS, done, share,
                        (job, s) -> rows(pass, field, 0, job * ROWS,
                                Math.min(y.n, (job + 1) * ROWS), s));
            } else {
                run(workers, shape.depth(), done, share, (job, s) -> {
                    if (whole) {
                        slice(pass, field, job * plane, is3d ? ToMillimetres.SQUARES : toMm, s);
                    } else {
                        rows(pass, field, job * plane, 0, y.n, s);
                        strips(field, job * plane, strip, s);
                    }
                });
            }
        }
        if (!is3d && whole) return;
        run(workers, Math.toIntExact((all + span - 1) / span), 0.5, 0.5, (job, s) -> {
            long start = (long) job * span;
            strip(fields, start, all, (int) Math.min(span, all - start), last, toMm, s);
        });
    }

    /// Runs jobs that together are `share` of all the work, after the share `done`.
    private void run(Workers workers, int jobs, double done, double share, Workers.Job job) {
        Thread caller = Thread.currentThread();
        var ended = new AtomicInteger();
        workers.run(jobs, (number, s) -> {
            job.run(number, s);
            double part = (double) ended.getAndIncrement() / jobs;
            if (Thread.currentThread() == caller) progress.accept(done + share * part);
        });
    }

    /// The number of columns of a tile of `n` rows.
    private static int columns(int n, int least) {
        return Math.clamp((long) TILE / n / 64 * 64, least, 1024);
    }

    /// The distance from one row of a tile to the next. It is never a power of two, because multiples of a
    /// power of two compete for the same few cache lines.
    private static int stride(int width) { return (width + 15) / 16 * 16 + 16; }

    /// Does the pass along x for some rows of a slice.
    private void rows(RowPass pass, VoxelStore field, long start, int from, int to, Scratch s) {
        int width = shape.width();
        for (int row = from; row < to; row++) {
            long at = start + (long) row * width;
            pass.fill(at, s, s.tiles[0], 0);
            field.write(at, s.tiles[0], 0, width);
        }
    }

    /// Does the pass along y for a slice, strip by strip.
    private void strips(VoxelStore field, long start, int strip, Scratch s) {
        int width = shape.width();
        for (int from = 0; from < width; from += strip) {
            strip(List.of(field), start + from, width, Math.min(strip, width - from), y,
                    ToMillimetres.SQUARES, s);
        }
    }

    /// Does the passes along x and y for a slice that fits one tile, without storing to the field in between.
    private void slice(RowPass pass, VoxelStore field, long start, ToMillimetres then, Scratch s) {
        int width = shape.width();
        for (int row = 0; row < y.n; row++) {
            pass.fill(start + (long) row * width, s, s.tiles[0], row * stride(width));
        }
        solve(width, y, then, s, s.tiles[0]);
        store(field, start, width, width, y.n, s.tiles[0]);
    }

    /// Reads `width` neighbouring columns of every field, solves them and writes them back.
    private void strip(List<VoxelStore> fields, long start, long step, int width, Axis axis,
            ToMillimetres then,
            Scratch s) {
        boolean several = fields.size() > 1;
        for (int i = 0; i < fields.size(); i++) {
            for (int row = 0; row < axis.n; row++) {
                fields.get(i).read(start + row * step, s.tiles[i], row * stride(width), width);
            }
            solve(width, axis, several ? ToMillimetres.SQUARES : then, s, s.tiles[i]);
        }
        for (int row = 0; several && row < axis.n; row++) {
            kernel.partition(s.tiles, fields.size(), row * stride(width), width, then);
        }
        for (int i = 0; i < fields.size(); i++) {
            store(fields.get(i), start, step, width, axis.n, s.tiles[i]);
        }
    }

    private void solve(int width, Axis axis, ToMillimetres then, Scratch s, float[] tile) {
        int lanes = kernel.lanes();
        for (int x = 0; x < width; x += lanes) {
            kernel.columns(tile, x, stride(width), Math.min(lanes, width - x), axis, then, s);
        }
    }

    private static void store(VoxelStore field, long start, long step, int width, int n, float[] tile) {
        for (int row = 0; row < n; row++) {
            field.write(start + row * step, tile, row * stride(width), width);
        }
    }
}
