package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.function.UnaryOperator;

/// The blended results of a sliding window with all sums in memory: the slow and obvious reference.
final class WholeAccumulation {
    private WholeAccumulation() {}

    static float[] apply(SlidingWindow sliding, float[] image, int channels, Shape whole, int results,
            UnaryOperator<float[]> function) {
        Shape w = sliding.window();
        float[] weights = sliding.gaussian();
        float[] sum = new float[results * whole.voxels()];
        float[] weightSum = new float[whole.voxels()];
        for (int z : sliding.starts(whole.depth(), w.depth())) {
            for (int y : sliding.starts(whole.height(), w.height())) {
                for (int x : sliding.starts(whole.width(), w.width())) {
                    float[] part = new float[channels * w.voxels()];
                    for (int i = 0; i < w.voxels(); i++) {
                        int s = index(whole, w, i, z, y, x);
                        for (int c = 0; s >= 0 && c < channels; c++) {
                            part[c * w.voxels() + i] = image[c * whole.voxels() + s];
                        }
                    }
                    float[] result = function.apply(part);
                    for (int i = 0; i < w.voxels(); i++) {
                        int s = index(whole, w, i, z, y, x);
                        if (s < 0) continue;
                        for (int k = 0; k < results; k++) {
                            sum[k * whole.voxels() + s] += weights[i] * result[k * w.voxels() + i];
                        }
                        weightSum[s] += weights[i];
                    }
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= weightSum[i % whole.voxels()];
        }
        return sum;
    }

    /// The voxel of the image below voxel i of the window at z, y, x; -1 for padding.
    private static int index(Shape whole, Shape window, int i, int z, int y, int x) {
        int sz = z + i / window.width() / window.height();
        int sy = y + i / window.width() % window.height();
        int sx = x + i % window.width();
        boolean inside = sz >= 0 && sz < whole.depth() && sy >= 0 && sy < whole.height() && sx >= 0
                && sx < whole.width();
        return inside ? whole.index(sz, sy, sx) : -1;
    }
}
