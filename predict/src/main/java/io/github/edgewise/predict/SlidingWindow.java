package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Applies a function of fixed-size windows to a whole image, and blends the results where windows overlap.
///
/// Windows are spaced evenly with at least the given overlap. Each result is weighted by a Gaussian around
/// the centre of the window. Its standard deviation is an eighth of the window's length, as in nnU-Net. So
/// voxels near the edge of the window, where a network has the least context, have the least weight. An image
/// smaller than the window is padded with zeros on both sides.
///
/// @param window voxels of a window
/// @param overlap the share of a window that its neighbour also covers, from 0 to below 1
public record SlidingWindow(Shape window, double overlap) {
    /// The overlap with which trained networks segment: in runs, their scores and model files. Labels that
    /// are to be equal need the same one.
    public static final double OVERLAP = 0.5;

    public SlidingWindow {
        if (!(overlap >= 0 && overlap < 1)) {
            throw new InvalidInputException("the overlap must be from 0 to below 1, but is " + overlap);
        }
    }

    /// The blended results for the whole image.
    ///
    /// @param image shape `[C, D, H, W]`
    /// @param channels C
    /// @param whole the shape D, H, W of the image
    /// @param results K, the number of channels of a result
    /// @param function turns one or two windows `[C, d, h, w]` into their results `[K, d, h, w]`
    /// @return shape `[K, D, H, W]`
    /// @throws IllegalArgumentException where the results do not fit one array; [#slices] has no such limit
    public float[] apply(float[] image, int channels, Shape whole, int results,
            UnaryOperator<List<float[]>> function) {
        return new ProbabilitySlices(Grid.of(whole), results,
                slices(image, channels, whole, results, function))
                .all().values();
    }

    /// The same slice by slice: gives the slices of the result, shape `[K, H, W]`, from the first on, D in
    /// all. In memory are no more slices than a window is deep. The numbers are the same, bit for bit.
    public Supplier<float[]> slices(float[] image, int channels, Shape whole, int results,
            UnaryOperator<List<float[]>> function) {
        return new WindowSlices(this, image, channels, whole, results, function);
    }

    /// The first voxels of the windows along one axis. If the image is not longer than a window, there is one
    /// window, and its first voxel may be negative.
    List<Integer> starts(int whole, int part) {
        if (whole <= part) return List.of(-((part - whole) / 2));
        int steps = (int) Math.ceil((whole - part) / Math.max(1, part * (1 - overlap)));
        var starts = new ArrayList<Integer>();
        for (int i = 0; i <= steps; i++) {
            starts.add((int) Math.round((double) i * (whole - part) / steps));
        }
        return starts;
    }

    /// The weights of a window.
    float[] gaussian() {
        float[] weights = new float[window.voxels()];
        for (int z = 0, i = 0; z < window.depth(); z++) {
            for (int y = 0; y < window.height(); y++) {
                for (int x = 0; x < window.width(); x++, i++) {
                    weights[i] = (float) Math.max(1e-4, bell(z, window.depth()) * bell(y, window.height())
                            * bell(x, window.width()));
                }
            }
        }
        return weights;
    }

    private static double bell(int i, int n) {
        double distance = (i - (n - 1) / 2.) / (n / 8.);
        return Math.exp(-0.5 * distance * distance);
    }
}
