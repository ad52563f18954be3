package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;

/// Changes of the values of one channel of a patch, voxel by voxel and in place; [Intensity] says which.
final class Tone {
    /// Points of the table that stands for a power: calling it for every voxel would cost thirty times more.
    private static final int TABLE = 1024;

    private final float[] values;
    private final int from;
    private final int to;
    private final Shape shape;

    Tone(float[] values, int from, Shape shape) {
        this.values = values;
        this.from = from;
        this.to = from + shape.voxels();
        this.shape = shape;
    }

    /// What is kept of the values before a change.
    private record Range(double mean, double deviation, float least, float most) {}

    private Range range() {
        double sum = 0;
        double squares = 0;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            float v = values[i];
            sum += v;
            squares += (double) v * v;
            least = Math.min(least, v);
            most = Math.max(most, v);
        }
        double mean = sum / (to - from);
        return new Range(mean, Math.sqrt(Math.max(0, squares / (to - from) - mean * mean)), least, most);
    }

    void brightness(double factor) { linear((float) factor, 0); }

    private void linear(float factor, float shift) {
        for (int i = from; i < to; i++) {
            values[i] = values[i] * factor + shift;
        }
    }

    void contrast(double factor) {
        Range before = range();
        float f = (float) factor;
        float shift = (float) (before.mean * (1 - factor));
        for (int i = from; i < to; i++) {
            values[i] = Math.max(before.least, Math.min(before.most, values[i] * f + shift));
        }
    }

    /// Raises values, as shares of their range, to a power.
    ///
    /// @param inverted whether from the brightest down
    void gamma(double exponent, boolean inverted) {
        Range before = range();
        float width = before.most - before.least;
        if (!(width > 0)) return;
        float[] table = new float[TABLE + 1];
        for (int i = 0; i <= TABLE; i++) {
            double r = (double) i / TABLE;
            double power = inverted ? 1 - Math.pow(1 - r, exponent) : Math.pow(r, exponent);
            table[i] = (float) (before.least + width * power);
        }
        float scale = TABLE / width;
        for (int i = from; i < to; i++) {
            float place = (values[i] - before.least) * scale;
            int cell = Math.min((int) place, TABLE - 1);
            values[i] = table[cell] + (place - cell) * (table[cell + 1] - table[cell]);
        }
        restore(before);
    }

    /// Multiplies the height above the least value by 1 + `depth` n, n a smooth field in -1 to 1.
    void bias(double depth, Spacing w, SplittableRandom random) {
        Range before = range();
        double deep = shape.axes() == 2 ? 0 : shape.depth() * w.z();
        double longest = Math.max(deep, Math.max(shape.height() * w.y(), shape.width() * w.x()));
        var field = new SmoothNoise(random, longest / 2);
        double[] start = {random.nextDouble() * longest, random.nextDouble() * longest,
            random.nextDouble() * longest};
        double[] row = new double[shape.width()];
        for (int z = 0, i = from; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++) {
                field.row(start[0] + z * w.z(), start[1] + y * w.y(), start[2], w.x(), row, row.length);
                for (int x = 0; x < row.length; x++, i++) {
                    values[i] += (float) ((values[i] - before.least) * depth * row[x]);
                }
            }
        }
        restore(before);
    }

    /// Brings mean and deviation back to what they were.
    private void restore(Range before) {
        Range now = range();
        double factor = now.deviation > 0 ? before.deviation / now.deviation : 1;
        linear((float) factor, (float) (before.mean - now.mean * factor));
    }

    void noise(double deviation, SplittableRandom random) {
        float d = (float) (deviation / 37_837);
        for (int i = from; i < to; i++) {
            values[i] += d * bell(random.nextLong());
        }
    }

    /// About normal, mean 0, deviation 37,837: the sum of four 16-bit uniforms; cheap enough for every voxel.
    private static int bell(long bits) {
        return (int) ((bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48))
                - 131_070;
    }
}
