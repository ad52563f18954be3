package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.List;
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
    /// @param function turns one window `[C, d, h, w]` into its result `[K, d, h, w]`
    /// @return shape `[K, D, H, W]`
    public float[] apply(float[] image, int channels, Shape whole, int results,
            UnaryOperator<float[]> function) {
        float[] weights = gaussian();
        float[] sum = new float[whole.values(results)];
        float[] weightSum = new float[whole.voxels()];
        for (int z : starts(whole.depth(), window.depth())) {
            for (int y : starts(whole.height(), window.height())) {
                for (int x : starts(whole.width(), window.width())) {
                    var place = new Place(whole, z, y, x);
                    float[] result = function.apply(cut(image, channels, place));
                    add(result, results, place, weights, sum, weightSum);
                }
            }
        }
        for (int k = 0; k < results; k++) {
            for (int i = 0; i < whole.voxels(); i++) {
                sum[k * whole.voxels() + i] /= weightSum[i];
            }
        }
        return sum;
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

    /// A window of an image with its first voxel at z, y, x.
    private record Place(Shape whole, int z, int y, int x) {
        /// The index in the whole image of voxel (z, y, x) of the window; -1 if the voxel is padding.
        int index(int dz, int dy, int dx) {
            int sz = z + dz;
            int sy = y + dy;
            int sx = x + dx;
            boolean inside = sz >= 0 && sz < whole.depth() && sy >= 0 && sy < whole.height() && sx >= 0
                    && sx < whole.width();
            return inside ? whole.index(sz, sy, sx) : -1;
        }
    }

    private float[] cut(float[] image, int channels, Place place) {
        int voxels = window.voxels();
        float[] part = new float[channels * voxels];
        forEach((i, z, y, x) -> {
            int s = place.index(z, y, x);
            for (int c = 0; s >= 0 && c < channels; c++) {
                part[c * voxels + i] = image[c * place.whole().voxels() + s];
            }
        });
        return part;
    }

    private void add(float[] result, int results, Place place, float[] weights, float[] sum,
            float[] weightSum) {
        int voxels = window.voxels();
        forEach((i, z, y, x) -> {
            int s = place.index(z, y, x);
            if (s < 0) return;
            for (int k = 0; k < results; k++) {
                sum[k * place.whole().voxels() + s] += weights[i] * result[k * voxels + i];
            }
            weightSum[s] += weights[i];
        });
    }

    private float[] gaussian() {
        float[] weights = new float[window.voxels()];
        forEach((i, z, y, x) -> weights[i] = (float) Math.max(1e-4, bell(z, window.depth())
                * bell(y, window.height()) * bell(x, window.width())));
        return weights;
    }

    private static double bell(int i, int n) {
        double distance = (i - (n - 1) / 2.) / (n / 8.);
        return Math.exp(-0.5 * distance * distance);
    }

    private interface VoxelVisitor {
        void visit(int index, int z, int y, int x);
    }

    private void forEach(VoxelVisitor visitor) {
        for (int z = 0, i = 0; z < window.depth(); z++) {
            for (int y = 0; y < window.height(); y++) {
                for (int x = 0; x < window.width(); x++, i++) {
                    visitor.visit(i, z, y, x);
                }
            }
        }
    }
}
