package io.github.edgewise.phantom;

import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.util.SplittableRandom;

/// What a scanner does to tissue: blur within the slice, a smooth bias field, Rician noise, an arbitrary
/// scale.
///
/// @param grid of the image
/// @param random for this image
record Scanner(Grid grid, SplittableRandom random) {
    private static final double BIAS = 0.2;
    private static final double NOISE = 0.035;

    float[] scan(float[] tissue) {
        Shape s = grid.shape();
        float[] image = blurred(blurred(tissue, 1, s.width()), s.width(), s.height());
        var bias = new SmoothNoise(random, 0.6 * s.height() * grid.spacing().y());
        double scale = 500 + 1000 * random.nextDouble();
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    double field = 1 + BIAS * bias.at(z * grid.spacing().z(), y * grid.spacing().y(),
                            x * grid.spacing().x());
                    double real = image[i] * field + NOISE * Phantom.normal(random);
                    double imaginary = NOISE * Phantom.normal(random);
                    image[i] = (float) (scale * Math.hypot(real, imaginary));
                }
            }
        }
        return image;
    }

    /// Weights 1, 2, 1 along an axis of `n` voxels that lie `stride` apart; the edge repeats.
    private static float[] blurred(float[] values, int stride, int n) {
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int at = i / stride % n;
            float before = values[at == 0 ? i : i - stride];
            float after = values[at == n - 1 ? i : i + stride];
            out[i] = (before + 2 * values[i] + after) / 4;
        }
        return out;
    }
}
