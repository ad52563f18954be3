package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/// Sums in arrays, one of each slice.
final class ArrayWindowSums implements WindowSums {
    private final Shape window;
    private final Shape whole;
    private final int results;
    private final UnaryOperator<List<float[]>> function;
    private final float[] weights;
    private final Deque<Sums> open = new ArrayDeque<>();

    /// What has been added to one slice.
    private static final class Sums {
        private final float[] values;
        private final float[] weights;

        Sums(int results, int plane) {
            values = new float[Math.multiplyExact(results, plane)];
            weights = new float[plane];
        }
    }

    /// @param results K
    /// @param function turns one or two windows `[C, d, h, w]` into their results `[K, d, h, w]`
    ArrayWindowSums(SlidingWindow sliding, Shape whole, int results, UnaryOperator<List<float[]>> function) {
        this.window = sliding.window();
        this.whole = whole;
        this.results = results;
        this.function = function;
        this.weights = sliding.gaussian();
    }

    @Override
    public void open(int slices) {
        for (int i = 0; i < slices; i++) {
            open.addLast(new Sums(results, whole.height() * whole.width()));
        }
    }

    @Override
    public void add(List<float[]> windows, List<Place> places) {
        List<float[]> found = function.apply(windows);
        Sums[] sums = open.toArray(Sums[]::new);
        for (int i = 0; i < found.size(); i++) {
            add(found.get(i), places.get(i), sums);
        }
    }

    private void add(float[] result, Place place, Sums[] sums) {
        int voxels = window.voxels();
        int plane = whole.height() * whole.width();
        WindowRows.visit(window, place, sums.length, whole, (at, from, to, length) -> {
            Sums sum = sums[at];
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

    @Override
    public float[] first() {
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
}
