package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How near the maps are to the true distance from a disc or ball: the table of
/// docs/explanation/distance-maps.md.
class SubVoxelAccuracyTest {
    private static final int SAMPLES = 16;

    /// A disc or ball of radius `r` mm with its centre anywhere within a voxel.
    private record Ball(Grid grid, double r, double z, double y, double x) {
        static Ball random(boolean flat, double r, Spacing w, SplittableRandom random) {
            double margin = 3.5 * widest(flat, w);
            int[] n = {flat ? 1 : size(r, margin, w.z()), size(r, margin, w.y()), size(r, margin, w.x())};
            Shape shape = flat ? Shape.of(n[1], n[2]) : Shape.of(n[0], n[1], n[2]);
            return new Ball(Grid.of(shape, w), r, flat ? 0 : centre(n[0], w.z(), random),
                    centre(n[1], w.y(), random), centre(n[2], w.x(), random));
        }

        private static int size(double r, double margin, double w) {
            return (int) Math.ceil(2 * (r + margin) / w) + 1;
        }

        private static double centre(int n, double w, SplittableRandom random) {
            return ((n - 1) / 2.0 + random.nextDouble() - 0.5) * w;
        }

        double distance(int i) {
            double[] p = SubVoxelBruteForce.centre(grid, i);
            return Math.sqrt(square(p[0] - z) + square(p[1] - y) + square(p[2] - x)) - r;
        }

        /// The share of every voxel: exact along x, sampled along z and y.
        float[] fractions() {
            boolean flat = grid.shape().axes() == 2;
            Spacing w = grid.spacing();
            double reach = Math.sqrt((flat ? 0 : square(w.z())) + square(w.y()) + square(w.x())) / 2;
            float[] f = new float[grid.voxels()];
            for (int i = 0; i < f.length; i++) {
                double far = distance(i);
                f[i] = far >= reach ? 0 : far <= -reach ? 1 : (float) share(i, flat);
            }
            return f;
        }

        private double share(int i, boolean flat) {
            double[] p = SubVoxelBruteForce.centre(grid, i);
            double half = grid.spacing().x() / 2;
            int deep = flat ? 1 : SAMPLES;
            double sum = 0;
            for (int j = 0; j < deep; j++) {
                for (int k = 0; k < SAMPLES; k++) {
                    double dz = p[0] - z + ((j + 0.5) / deep - 0.5) * grid.spacing().z();
                    double dy = p[1] - y + ((k + 0.5) / SAMPLES - 0.5) * grid.spacing().y();
                    double chord = Math.sqrt(Math.max(0, r * r - (flat ? 0 : dz * dz) - dy * dy));
                    double from = Math.max(p[2] - x - half, -chord);
                    double to = Math.min(p[2] - x + half, chord);
                    sum += Math.max(0, to - from);
                }
            }
            return sum / deep / SAMPLES / grid.spacing().x();
        }
    }

    private static double square(double a) { return a * a; }

    private static double widest(boolean flat, Spacing w) {
        return Math.max(flat ? 0 : w.z(), Math.max(w.y(), w.x()));
    }

    /// A running bias and rms error.
    private static final class Errors {
        private double sum;
        private double squares;
        private int count;

        void add(double error) {
            sum += error;
            squares += error * error;
            count++;
        }

        double rms() { return Math.sqrt(squares / count); }

        @Override
        public String toString() { return String.format(Locale.ROOT, "%+.3f/%.3f", sum / count, rms()); }
    }

    private static byte[] thresholded(float[] f) {
        byte[] labels = new byte[f.length];
        for (int i = 0; i < f.length; i++) {
            labels[i] = (byte) (f[i] >= 0.5f ? 1 : 0);
        }
        return labels;
    }

    private static float[] hard(byte[] labels) {
        float[] f = new float[labels.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = labels[i];
        }
        return f;
    }

    /// Weights 1/4, 1/2, 1/4 along every axis.
    private static float[] smoothed(Grid grid, float[] f) {
        int[] n = SubVoxelBruteForce.sizes(grid);
        int[] stride = {n[1] * n[2], n[2], 1};
        float[] from = f;
        for (int axis = 0; axis < 3; axis++) {
            float[] to = new float[f.length];
            for (int i = 0; i < f.length; i++) {
                int at = i / stride[axis] % n[axis];
                int low = at > 0 ? stride[axis] : 0;
                int high = at < n[axis] - 1 ? stride[axis] : 0;
                to[i] = 0.5f * from[i] + 0.25f * from[i - low] + 0.25f * from[i + high];
            }
            from = to;
        }
        return from;
    }

    /// Bias and rms in mm over the voxels within three of the largest spacing from the boundary, of the FACE
    /// map of the thresholded label, of this map of that label, of the fractions and of smoothed fractions.
    @ParameterizedTest
    @CsvSource({
        "2, 1.2, 1, 1, 1, -0.063/0.279 +0.005/0.235 +0.042/0.074 +0.419/0.425",
        "2, 5, 1, 1, 1, -0.031/0.315 -0.007/0.236 +0.010/0.058 +0.066/0.070",
        "2, 12, 1, 1, 1, -0.008/0.316 +0.002/0.235 +0.004/0.056 +0.027/0.035",
        "2, 12, 1, 3, 1, -0.130/0.717 -0.074/0.605 +0.010/0.136 +0.089/0.133",
        "3, 1.5, 1, 1, 1, -0.184/0.297 -0.020/0.174 +0.076/0.099 +0.646/0.650",
        "3, 8, 1, 1, 1, -0.094/0.378 -0.027/0.211 +0.013/0.052 +0.084/0.089",
        "3, 12, 3, 1, 1, -0.400/0.768 -0.212/0.542 +0.013/0.114 +0.147/0.177",
        "3, 5, 5, 0.5, 0.5, -0.605/0.980 -0.474/0.895 +0.067/0.291 +0.639/0.744"})
    void errors_against_the_true_distance_are_those_of_the_documentation(int axes, double r, double wz,
            double wy, double wx, String expected) {
        boolean flat = axes == 2;
        Spacing w = new Spacing(wz, wy, wx);
        var random = new SplittableRandom(1);
        Errors face = new Errors();
        Errors label = new Errors();
        Errors soft = new Errors();
        Errors smooth = new Errors();
        for (int trial = 0; trial < (flat ? 40 : 4); trial++) {
            Ball ball = Ball.random(flat, r, w, random);
            Grid grid = ball.grid();
            float[] f = ball.fractions();
            byte[] labels = thresholded(f);
            float[] faceMm = SignedDistance.of(new LabelMap(grid, 2, labels)).forClass(1).mm();
            float[] labelMm = SubVoxelDistance.of(grid, hard(labels)).map().mm();
            float[] softMm = SubVoxelDistance.of(grid, f).map().mm();
            float[] smoothMm = SubVoxelDistance.of(grid, smoothed(grid, f)).map().mm();
            for (int i = 0; i < f.length; i++) {
                double truth = ball.distance(i);
                if (Math.abs(truth) > 3 * widest(flat, w)) continue;
                face.add(faceMm[i] - truth);
                label.add(labelMm[i] - truth);
                soft.add(softMm[i] - truth);
                smooth.add(smoothMm[i] - truth);
            }
        }
        assertThat(face + " " + label + " " + soft + " " + smooth).isEqualTo(expected);
        assertThat(soft.rms()).isLessThan(face.rms() / 2.5);
    }
}
