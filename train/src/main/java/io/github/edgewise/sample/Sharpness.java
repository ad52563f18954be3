package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

/// Blurs one channel of a patch or makes it coarser, in place; [Intensity] says which. Slices that are thick
/// are changed one by one. Beyond the patch its outermost values go on.
final class Sharpness {
    private final float[] values;
    private final int from;
    private final Shape shape;
    private final boolean isInPlane;

    Sharpness(float[] values, int from, Shape shape, Spacing spacing) {
        this.values = values;
        this.from = from;
        this.shape = shape;
        this.isInPlane = shape.axes() == 2 || Deformation.isThick(spacing);
    }

    /// A Gaussian of that deviation in voxels, cut off at three of them.
    void blur(double deviation) {
        int radius = (int) Math.ceil(3 * deviation);
        if (radius == 0) return;
        float[] weights = weights(deviation, radius);
        int plane = shape.height() * shape.width();
        if (!isInPlane) blurRows(from, shape.depth(), plane, weights);
        for (int z = 0; z < shape.depth(); z++) {
            blurRows(from + z * plane, shape.height(), shape.width(), weights);
        }
        blurWithin(weights);
    }

    private static float[] weights(double deviation, int radius) {
        double[] w = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            w[i] = Math.exp(-0.5 * (i - radius) * (i - radius) / (deviation * deviation));
            sum += w[i];
        }
        float[] weights = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            weights[i] = (float) (w[i] / sum);
        }
        return weights;
    }

    /// Blurs `n` rows of `length` values across each other.
    private void blurRows(int start, int n, int length, float[] weights) {
        int radius = weights.length / 2;
        float[] old = new float[n * length];
        System.arraycopy(values, start, old, 0, old.length);
        for (int row = 0; row < n; row++) {
            int to = start + row * length;
            for (int k = -radius; k <= radius; k++) {
                add(old, Math.clamp((long) row + k, 0, n - 1) * length, weights[k + radius], to, length,
                        k == -radius);
            }
        }
    }

    /// Blurs every row along itself.
    private void blurWithin(float[] weights) {
        int radius = weights.length / 2;
        int n = shape.width();
        float[] old = new float[n + 2 * radius];
        for (int at = from; at < from + shape.voxels(); at += n) {
            for (int i = 0; i < old.length; i++) {
                old[i] = values[at + Math.clamp((long) i - radius, 0, n - 1)];
            }
            for (int k = 0; k < weights.length; k++) {
                add(old, k, weights[k], at, n, k == 0);
            }
        }
    }

    private void add(float[] row, int first, float weight, int to, int length, boolean isFirst) {
        if (isFirst) {
            for (int i = 0; i < length; i++) {
                values[to + i] = weight * row[first + i];
            }
        } else {
            for (int i = 0; i < length; i++) {
                values[to + i] += weight * row[first + i];
            }
        }
    }

    /// The nearest of fewer voxels, `factor` times as many along each axis, then linear between them.
    void lower(double factor) {
        var z = new Coarse(shape.depth(), isInPlane ? 1 : factor);
        var y = new Coarse(shape.height(), factor);
        var x = new Coarse(shape.width(), factor);
        int width = shape.width();
        float[] old = new float[shape.voxels()];
        System.arraycopy(values, from, old, 0, old.length);
        float[] row = new float[width];
        for (int i = 0, to = from; i < shape.depth(); i++) {
            for (int j = 0; j < shape.height(); j++, to += width) {
                int a = shape.index(z.before[i], y.before[j], 0);
                int b = shape.index(z.before[i], y.after[j], 0);
                int c = shape.index(z.after[i], y.before[j], 0);
                int d = shape.index(z.after[i], y.after[j], 0);
                float wa = (1 - z.share[i]) * (1 - y.share[j]);
                float wb = (1 - z.share[i]) * y.share[j];
                float wc = z.share[i] * (1 - y.share[j]);
                float wd = z.share[i] * y.share[j];
                for (int k = 0; k < width; k++) {
                    row[k] = wa * old[a + k] + wb * old[b + k] + wc * old[c + k] + wd * old[d + k];
                }
                for (int k = 0; k < width; k++) {
                    float left = row[x.before[k]];
                    values[to + k] = left + x.share[k] * (row[x.after[k]] - left);
                }
            }
        }
    }

    /// Between which voxels of an axis every voxel is interpolated once only some of them are kept.
    private static final class Coarse {
        private final int[] before;
        private final int[] after;
        private final float[] share;

        Coarse(int n, double factor) {
            int kept = Math.clamp(Math.round(n * factor), 1, n);
            double ratio = (double) n / kept;
            before = new int[n];
            after = new int[n];
            share = new float[n];
            for (int i = 0; i < n; i++) {
                double place = Math.clamp((i + 0.5) / ratio - 0.5, 0, kept - 1);
                int cell = Math.min((int) place, Math.max(0, kept - 2));
                before[i] = (int) ((cell + 0.5) * ratio);
                after[i] = (int) ((Math.min(cell + 1, kept - 1) + 0.5) * ratio);
                share[i] = (float) (place - cell);
            }
        }
    }
}
