package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The blended results of a [SlidingWindow], slice by slice. In memory are the sums of as many slices as a
/// window is deep.
///
/// Windows come in the order z, y, x. A slice is complete when the next window begins behind it. So every
/// voxel adds the same numbers in the same order as if all sums were kept.
final class WindowSlices implements Supplier<float[]> {
    private final SlidingWindow sliding;
    private final Shape window;
    private final float[] image;
    private final int channels;
    private final Shape whole;
    private final int results;
    private final UnaryOperator<List<float[]>> function;
    private final float[] weights;
    private final List<Integer> starts;
    private final Deque<Sums> open = new ArrayDeque<>();
    private int slice;
    private int begun;

    /// What has been added to one slice.
    private static final class Sums {
        private final float[] values;
        private final float[] weights;

        Sums(int results, int plane) {
            values = new float[Math.multiplyExact(results, plane)];
            weights = new float[plane];
        }
    }

    /// For the parameters see [SlidingWindow#apply].
    WindowSlices(SlidingWindow sliding, float[] image, int channels, Shape whole, int results,
            UnaryOperator<List<float[]>> function) {
        this.sliding = sliding;
        this.window = sliding.window();
        this.image = image;
        this.channels = channels;
        this.whole = whole;
        this.results = results;
        this.function = function;
        this.weights = sliding.gaussian();
        this.starts = sliding.starts(whole.depth(), window.depth());
    }

    /// The next slice, shape `[K, H, W]`; there are D of them.
    @Override
    public float[] get() {
        while (begun < starts.size() && starts.get(begun) <= slice) {
            layer(starts.get(begun++));
        }
        slice++;
        Sums done = open.removeFirst();
        float[] values = done.values;
        int plane = done.weights.length;
        for (int k = 0; k < results; k++) {
            for (int i = 0; i < plane; i++) {
                values[k * plane + i] /= done.weights[i];
            }
        }
        return values;
    }

    /// Adds all windows that begin at slice `z`.
    private void layer(int z) {
        int plane = whole.height() * whole.width();
        while (slice + open.size() < Math.min(whole.depth(), z + window.depth())) {
            open.addLast(new Sums(results, plane));
        }
        List<Integer> rows = sliding.starts(whole.height(), window.height());
        List<Integer> columns = sliding.starts(whole.width(), window.width());
        int windows = rows.size() * columns.size();
        for (int first = 0; first < windows; first += Segmenter.TOGETHER) {
            int from = first;
            List<float[]> found = function.apply(IntStream
                    .range(from, Math.min(windows, from + Segmenter.TOGETHER))
                    .mapToObj(i -> cut(z, rows.get(i / columns.size()), columns.get(i % columns.size())))
                    .toList());
            for (int i = 0; i < found.size(); i++) {
                add(found.get(i), z, rows.get((from + i) / columns.size()),
                        columns.get((from + i) % columns.size()));
            }
        }
    }

    /// Rows of a window that lie in the image.
    private interface RowVisitor {
        /// @param from the first voxel of the row in the window
        /// @param to the first voxel in the slice
        void visit(int slice, int from, int to, int length);
    }

    private void rows(int z, int y, int x, RowVisitor visitor) {
        int left = Math.max(0, -x);
        int right = Math.min(window.width(), whole.width() - x);
        for (int dz = Math.max(0, -z); dz < Math.min(window.depth(), whole.depth() - z); dz++) {
            for (int dy = Math.max(0, -y); dy < Math.min(window.height(), whole.height() - y); dy++) {
                visitor.visit(z + dz, window.index(dz, dy, left), (y + dy) * whole.width() + x + left,
                        right - left);
            }
        }
    }

    private float[] cut(int z, int y, int x) {
        int voxels = window.voxels();
        int plane = whole.height() * whole.width();
        float[] part = new float[channels * voxels];
        rows(z, y, x, (at, from, to, length) -> {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(image, c * whole.voxels() + at * plane + to, part, c * voxels + from,
                        length);
            }
        });
        return part;
    }

    private void add(float[] result, int z, int y, int x) {
        int voxels = window.voxels();
        int plane = whole.height() * whole.width();
        Sums[] sums = open.toArray(Sums[]::new);
        rows(z, y, x, (at, from, to, length) -> {
            Sums sum = sums[at - slice];
            for (int k = 0; k < results; k++) {
                int r = k * voxels + from;
                int s = k * plane + to;
                for (int i = 0; i < length; i++) {
                    sum.values[s + i] += weights[from + i] * result[r + i];
                }
            }
            for (int i = 0; i < length; i++) {
                sum.weights[to + i] += weights[from + i];
            }
        });
    }
}
