package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The blended results of a [SlidingWindow], slice by slice. In memory are the sums of as many slices as a
/// window is deep.
///
/// Windows come in the order z, y, x. A slice is complete when the next window begins behind it. So every
/// voxel adds the same numbers in the same order as if all sums were kept.
final class WindowSlices implements Supplier<float[]> {
    private final Shape window;
    private final float[] image;
    private final int channels;
    private final Shape whole;
    private final WindowSums sums;
    private final List<Integer> starts;
    private final List<Integer> rows;
    private final List<Integer> columns;
    private int slice;
    private int opened;
    private int begun;

    /// For the other parameters see [SlidingWindow#apply].
    ///
    /// @param sums what windows are added to, without open slices
    WindowSlices(SlidingWindow sliding, float[] image, int channels, Shape whole, WindowSums sums) {
        this.window = sliding.window();
        this.image = image;
        this.channels = channels;
        this.whole = whole;
        this.sums = sums;
        this.starts = sliding.starts(whole.depth(), window.depth());
        this.rows = sliding.starts(whole.height(), window.height());
        this.columns = sliding.starts(whole.width(), window.width());
    }

    /// The next slice, shape `[K, H, W]`; there are D of them.
    @Override
    public float[] get() {
        while (begun < starts.size() && starts.get(begun) <= slice) {
            layer(starts.get(begun++));
        }
        slice++;
        return sums.first();
    }

    /// Adds all windows that begin at slice `z`.
    private void layer(int z) {
        int end = Math.min(whole.depth(), z + window.depth());
        sums.open(end - opened);
        opened = end;
        int windows = rows.size() * columns.size();
        for (int first = 0; first < windows; first += sums.together()) {
            List<WindowSums.Place> places = IntStream.range(first, Math.min(windows, first + sums.together()))
                    .mapToObj(i -> new WindowSums.Place(z, rows.get(i / columns.size()),
                            columns.get(i % columns.size())))
                    .toList();
            sums.add(places.stream().map(this::cut).toList(), places.stream()
                    .map(place -> new WindowSums.Place(place.z() - slice, place.y(), place.x())).toList());
        }
    }

    private float[] cut(WindowSums.Place place) {
        int voxels = window.voxels();
        int plane = whole.height() * whole.width();
        float[] part = new float[channels * voxels];
        WindowRows.visit(window, place, whole.depth(), whole, (at, from, to, length) -> {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(image, c * whole.voxels() + at * plane + to, part, c * voxels + from,
                        length);
            }
        });
        return part;
    }
}
