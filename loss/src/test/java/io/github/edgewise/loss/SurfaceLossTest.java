package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Losses that measure surfaces against their definitions as plain loops, and what they do at the extremes.
class SurfaceLossTest {
    private static final int B = 2;
    private static final int K = 3;

    /// Many pools of few voxels: waiting for a second thread would take longer than all of them.
    @BeforeAll
    static void one_thread() {
        Engine.start(1, 1);
    }

    /// One image and class: p, g and phi in the order of voxels.
    private static final class Channel {
        private final double[] p;
        private final double[] g;
        private final double[] phi;
        private final int[] shape;
        private final double[] mm;

        private Channel(double[] p, double[] g, double[] phi, int[] shape, double[] mm) {
            this.p = p;
            this.g = g;
            this.phi = phi;
            this.shape = shape;
            this.mm = mm;
        }

        private int n() { return p.length; }
    }

    private interface Loops {
        double value(Channel c);
    }

    private static double hausdorffOneSided(Channel c) {
        double sum = 0;
        for (int i = 0; i < c.n(); i++) {
            sum += Math.pow(c.g[i] - c.p[i], 2) * Math.pow(c.phi[i], 2);
        }
        return sum / c.n();
    }

    private static double generalizedSurface(Channel c) {
        double right = 0;
        double all = 0;
        for (int i = 0; i < c.n(); i++) {
            right += Math.pow(c.phi[i] * (1 - c.g[i] - c.p[i]), 2);
            all += c.phi[i] * c.phi[i];
        }
        return 1 - right / (all + 1e-6);
    }

    private static double surfaceDice(Channel c) {
        double[] radii = new double[3];
        for (int a = 0; a < 3; a++) {
            radii[a] = Math.ceil(1 / c.mm[a]);
        }
        double[] p = window(c, boundary(c, c.p), radii, false);
        double[] g = window(c, boundary(c, c.g), radii, false);
        double both = 0;
        double all = 1e-6;
        for (int i = 0; i < c.n(); i++) {
            both += p[i] * g[i];
            all += p[i] + g[i];
        }
        return 1 - 2 * both / all;
    }

    private static double[] boundary(Channel c, double[] mask) {
        double[] eroded = window(c, mask, new double[]{1, 1, 1}, true);
        double[] boundary = mask.clone();
        for (int i = 0; i < mask.length; i++) {
            boundary[i] -= eroded[i];
        }
        return boundary;
    }

    private static double clDice(Channel c) {
        double[] ofP = skeleton(c, c.p);
        double[] ofG = skeleton(c, c.g);
        double precision = share(ofP, c.g);
        double recall = share(ofG, c.p);
        return 1 - 2 * precision * recall / (precision + recall);
    }

    private static double share(double[] skeleton, double[] mask) {
        double in = 1;
        double all = 1;
        for (int i = 0; i < mask.length; i++) {
            in += skeleton[i] * mask[i];
            all += skeleton[i];
        }
        return in / all;
    }

    private static double[] skeleton(Channel c, double[] mask) {
        double[] skeleton = new double[mask.length];
        double[] x = mask;
        for (int round = 0; round <= 10; round++) {
            double[] eroded = cross(c, x);
            double[] open = window(c, eroded, new double[]{1, 1, 1}, false);
            for (int i = 0; i < x.length; i++) {
                double ridge = Math.max(0, x[i] - open[i]);
                skeleton[i] += Math.max(0, ridge - skeleton[i] * ridge);
            }
            x = eroded;
        }
        return skeleton;
    }

    private static double[] cross(Channel c, double[] x) {
        double[] least = x.clone();
        for (double[] radii : new double[][]{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
            double[] one = window(c, x, radii, true);
            for (int i = 0; i < x.length; i++) {
                least[i] = Math.min(least[i], one[i]);
            }
        }
        return least;
    }

    private static double[] window(Channel c, double[] x, double[] radii, boolean least) {
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i];
            for (int j = 0; j < x.length; j++) {
                boolean isIn = true;
                for (int a = 0; a < 3; a++) {
                    isIn &= Math.abs(at(c, i, a) - at(c, j, a)) <= radii[a];
                }
                if (isIn) result[i] = least ? Math.min(result[i], x[j]) : Math.max(result[i], x[j]);
            }
        }
        return result;
    }

    private static int at(Channel c, int i, int axis) {
        return axis == 2
                ? i % c.shape[2]
                : axis == 1 ? i / c.shape[2] % c.shape[1] : i / c.shape[2] / c.shape[1];
    }

    @ParameterizedTest
    @ValueSource(strings = {"hausdorffOneSided", "generalizedSurface", "surfaceDice", "clDice"})
    void value_equals_plain_loops_and_gradient_central_differences(String name) {
        Loops loops = switch (name) {
            case "hausdorffOneSided" -> SurfaceLossTest::hausdorffOneSided;
            case "generalizedSurface" -> SurfaceLossTest::generalizedSurface;
            case "surfaceDice" -> SurfaceLossTest::surfaceDice;
            default -> SurfaceLossTest::clDice;
        };
        Batch flat = new Batch(new int[]{1, 5, 7}, new double[]{1, 0.6, 1.3});
        Batch solid = new Batch(new int[]{3, 4, 4}, new double[]{2.5, 0.6, 1});
        for (Batch batch : List.of(flat, solid)) {
            batch.compare(Losses.parse(name), p -> batch.mean(p, List.of(1, 2), loops), 1e-12);
            batch.compare(Losses.parse(name + ":classes=2+0"), p -> batch.mean(p, List.of(2, 0), loops),
                    1e-12);
        }
    }

    /// From voxel centres to the nearest voxel of the other side, the body of it.
    private static double hausdorff(Batch batch, double[] p) {
        int n = batch.n();
        int[] most = new int[B * n];
        for (int i = 0; i < most.length; i++) {
            for (int k = 1; k < K; k++) {
                int at = i / n * K * n + i % n;
                if (p[at + k * n] > p[at + most[i] * n]) most[i] = k;
            }
        }
        double sum = 0;
        for (int b = 0; b < B; b++) {
            for (int k = 1; k < K; k++) {
                Channel c = batch.channel(p, b, k);
                for (int i = 0; i < n; i++) {
                    double nearest = Double.POSITIVE_INFINITY;
                    for (int j = 0; j < n; j++) {
                        if (most[b * n + i] == k == (most[b * n + j] == k)) continue;
                        double square = 0;
                        for (int a = 0; a < 3; a++) {
                            double steps = Math.abs(at(c, i, a) - at(c, j, a)) - 0.5;
                            square += Math.pow(Math.max(0, steps) * c.mm[a], 2);
                        }
                        nearest = Math.min(nearest, square);
                    }
                    double squares = (Double.isInfinite(nearest) ? 0 : Math.min(nearest, 4))
                            + Math.min(c.phi[i] * c.phi[i], 4);
                    sum += Math.pow(c.p[i] - c.g[i], 2) * squares;
                }
            }
        }
        return sum / (B * (K - 1) * n);
    }

    @Test
    void hausdorff_measures_prediction_and_truth_in_mm() {
        Batch flat = new Batch(new int[]{1, 5, 7}, new double[]{1, 0.6, 1.3});
        flat.compare(Losses.parse("hausdorff:clipMm=2"), p -> hausdorff(flat, p), 1e-6);
        Batch solid = new Batch(new int[]{3, 4, 4}, new double[]{2.5, 0.6, 1});
        solid.compare(Losses.parse("hausdorff:clipMm=2"), p -> hausdorff(solid, p), 1e-6);
    }

    private static double uNetCrossEntropy(Batch batch, double[] p) {
        int n = batch.n();
        double sum = 0;
        double voxels = 0;
        for (int b = 0; b < B; b++) {
            double[] count = new double[K];
            for (int k = 0; k < K; k++) {
                count[k] = Arrays.stream(batch.channel(p, b, k).g).sum();
            }
            double present = Arrays.stream(count).filter(c -> c > 0).count();
            for (int k = 1; k < K; k++) {
                Channel c = batch.channel(p, b, k);
                for (int i = 0; i < n; i++) {
                    if (c.g[i] == 0) continue;
                    double w = n / (present * count[k]) + 3 * Math.exp(-c.phi[i] * c.phi[i] / (2 * 4));
                    sum -= w * Math.log(c.p[i]);
                    voxels++;
                }
            }
        }
        return sum / voxels;
    }

    @Test
    void cross_entropy_of_unet_balances_classes_and_weighs_boundaries() {
        for (int[] shape : new int[][]{{1, 5, 7}, {3, 4, 4}}) {
            Batch batch = new Batch(shape, new double[]{1, 1, 1});
            batch.compare(new UNetCrossEntropyLoss(List.of(1, 2), 3, 2), p -> uNetCrossEntropy(batch, p),
                    1e-10);
        }
    }

    private interface Value {
        double of(double[] p);
    }

    /// Two seeded images of three classes, the second without the last; a shape of depth 1 is 2-D.
    private static final class Batch {
        private final int[] shape;
        private final double[] mm;
        private final double[] z;
        private final double[] g;
        private final double[] phi;

        private Batch(int[] shape, double[] mm) {
            this.shape = shape;
            this.mm = mm;
            var random = new SplittableRandom(5);
            z = random.doubles((long) B * K * n(), -2, 2).toArray();
            phi = random.doubles((long) B * K * n(), -5, 5).toArray();
            g = new double[z.length];
            for (int i = 0; i < B * n(); i++) {
                g[(i / n() * K + random.nextInt(K - i / n())) * n() + i % n()] = 1;
            }
        }

        private int n() { return shape[0] * shape[1] * shape[2]; }

        private Channel channel(double[] p, int b, int k) {
            int from = (b * K + k) * n();
            return new Channel(Arrays.copyOfRange(p, from, from + n()),
                    Arrays.copyOfRange(g, from, from + n()),
                    Arrays.copyOfRange(phi, from, from + n()), shape, mm);
        }

        private double mean(double[] p, List<Integer> classes, Loops loops) {
            return IntStream.range(0, B).boxed().flatMap(b -> classes.stream().map(k -> channel(p, b, k)))
                    .mapToDouble(loops::value).average().orElseThrow();
        }

        private void compare(Loss loss, Value expected, double tolerance) {
            long[] size = shape[0] == 1
                    ? new long[]{B, K, shape[1], shape[2]}
                    : new long[]{B, K, shape[0], shape[1], shape[2]};
            var spacing = new Spacing(mm[0], mm[1], mm[2]);
            for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
                boolean isDouble = type == ScalarType.Double;
                try (var _ = new PointerScope()) {
                    Tensor logits = Doubles.leaf(z, type, size);
                    Target target = Target.of(Doubles.of(g, type, size), Doubles.of(phi, type, size))
                            .with(List.of(spacing, spacing));
                    Tensor value = loss.value(Prediction.of(logits), target, TrainingTime.START);
                    value.backward();
                    double wanted = expected.of(softmax(z));
                    assertThat(value.item_double()).isCloseTo(wanted,
                            within((isDouble ? tolerance : 1e-5) * Math.max(1, wanted)));
                    if (isDouble) assertGradient(Doubles.values(logits.grad()), expected, 1e-7);
                }
            }
        }

        private void assertGradient(double[] gradient, Value expected, double tolerance) {
            for (int i = 0; i < z.length; i += 5) { // 5 divides neither classes nor images
                double h = 1e-6;
                double[] up = z.clone();
                double[] down = z.clone();
                up[i] += h;
                down[i] -= h;
                double difference = (expected.of(softmax(up)) - expected.of(softmax(down))) / (2 * h);
                assertThat(gradient[i]).as("gradient " + i).isCloseTo(difference, within(tolerance));
            }
        }

        private double[] softmax(double[] logits) {
            double[] p = new double[logits.length];
            for (int i = 0; i < B * n(); i++) {
                int at = i / n() * K * n() + i % n();
                double sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += Math.exp(logits[at + k * n()]);
                }
                for (int k = 0; k < K; k++) {
                    p[at + k * n()] = Math.exp(logits[at + k * n()]) / sum;
                }
            }
            return p;
        }
    }

    @Test
    void surface_dice_reaches_as_many_voxels_as_the_tolerance_has_mm() {
        // boundaries two voxels apart: 1.8 mm at 0.9 mm, and 1.8 / 0.9 must not round up
        byte[] narrow = {0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
        byte[] wide = {0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0};
        Shape shape = Shape.of(1, 12);
        var fine = new LabelMap(Grid.of(shape, Spacing.of(1, 0.9)), 2, narrow);
        var coarse = new LabelMap(Grid.of(shape, Spacing.of(1, 1.8)), 2, narrow);
        var loss = new SurfaceDiceLoss(List.of(), 0.9);
        try (var _ = new PointerScope()) {
            double[] z = new double[24];
            for (int i = 0; i < 12; i++) {
                z[12 * wide[i] + i] = 60;
            }
            Prediction p = Prediction.of(Doubles.of(z, ScalarType.Double, 1, 2, 1, 12));
            // dilated by one: ends 1-3 and 4-6 of the truth, 1-3 and 6-8 of the prediction
            assertThat(loss.value(p, Target.of(List.of(fine))).item_double())
                    .isCloseTo(1 - 2 * 4 / 12., within(1e-6));
            assertThat(loss.value(p, Target.of(List.of(coarse))).item_double())
                    .isCloseTo(1 - 2 * 4 / 12., within(1e-6));
            assertThat(new SurfaceDiceLoss(List.of(), 2.7).value(p, Target.of(List.of(fine))).item_double())
                    .as("three voxels: 0-8 and 0-10").isCloseTo(1 - 2 * 9 / 20., within(1e-6));
            assertThat(new SurfaceDiceLoss(List.of(), 0).value(p, Target.of(List.of(fine))).item_double())
                    .isCloseTo(1 - 2 * 1 / 4., within(1e-6));
        }
    }

    @Test
    void settings_out_of_range_say_so() {
        assertThatThrownBy(() -> new SurfaceDiceLoss(List.of(), -1)).hasMessage(
                "toleranceMm must be a number of mm from 0 up, but is -1.0");
        assertThatThrownBy(() -> new ClDiceLoss(List.of(), -1)).hasMessageContaining("iterations must be 0");
        assertThatThrownBy(() -> new HausdorffLoss(List.of(), 0, false)).hasMessageContaining("clipMm");
        assertThatThrownBy(() -> new UNetCrossEntropyLoss(List.of(), -1, 5)).hasMessageContaining("w0");
        assertThatThrownBy(() -> new UNetCrossEntropyLoss(List.of(), 1, 0)).hasMessageContaining("sigmaMm");
        try (var _ = new PointerScope()) {
            Target target = Target.of(Doubles.of(new double[8], ScalarType.Double, 2, 1, 2, 2));
            assertThatThrownBy(() -> target.with(List.of(Spacing.UNIT))).hasMessage(
                    "a batch of 2 images needs one spacing per image, but got 1");
        }
    }
}
