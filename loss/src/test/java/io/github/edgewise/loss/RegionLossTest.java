package io.github.edgewise.loss;

import static io.github.edgewise.loss.LossTest.B;
import static io.github.edgewise.loss.LossTest.K;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/// Region losses without golden numbers against plain loops, and the choices that each of them makes.
class RegionLossTest {
    private static final long[] PLANE = {B, K, 3, 5};
    private static final long[] SPACE = {B, K, 2, 3, 4};

    private static void compare(String loss, LossTest.Loops loops) {
        LossTest.compare(Losses.parse(loss), loops, PLANE);
        LossTest.compare(Losses.parse(loss), loops, SPACE);
    }

    /// 1 - TI of the class c = b * K + k.
    private static double missedIndex(double[] p, double[] g, int c, int n, double delta, double smooth) {
        double both = 0;
        double missed = 0;
        double added = 0;
        for (int i = c * n; i < (c + 1) * n; i++) {
            both += p[i] * g[i];
            missed += (1 - p[i]) * g[i];
            added += p[i] * (1 - g[i]);
        }
        return 1 - (both + smooth) / (both + delta * missed + (1 - delta) * added + smooth);
    }

    @Test
    void tversky_and_its_focal_form_equal_plain_loops() {
        compare("tversky", (p, g, phi, n) -> IntStream.range(0, B * K)
                .mapToDouble(c -> missedIndex(p, g, c, n, 0.7, 1e-5)).sum() / (B * K));
        compare("tversky:classes=2,delta=0.2,smooth=1", (p, g, phi, n) -> (missedIndex(p, g, 2, n, 0.2, 1)
                + missedIndex(p, g, K + 2, n, 0.2, 1)) / B);
        compare("focalTversky", (p, g, phi, n) -> IntStream.range(0, B * K)
                .mapToDouble(c -> Math.pow(missedIndex(p, g, c, n, 0.7, 1e-6), 0.75)).sum() / (B * K));
    }

    @Test
    void the_power_of_the_focal_form_meets_its_straight_line() {
        try (var _ = new PointerScope()) {
            var x = Doubles.leaf(new double[]{0, 0.99999e-7, 1.00001e-7, 1}, ScalarType.Double, 4);
            var y = FocalTverskyLoss.power(x, 0.5);
            y.sum().backward();
            double[] values = Doubles.values(y);
            assertThat(values[0]).isZero();
            assertThat(values[1]).isCloseTo(values[2], within(1e-8));
            assertThat(values[3]).isEqualTo(1);
            assertThat(Doubles.values(x.grad())[0]).isCloseTo(Math.pow(1e-7, -0.5), within(1e-6));
        }
    }

    @Test
    void squared_dice_and_its_sum_with_cross_entropy_equal_plain_loops() {
        compare("squaredDice", RegionLossTest::squaredDice);
        compare("diceCrossEntropy", (p, g, phi, n) -> {
            double entropy = 0;
            for (int i = 0; i < p.length; i++) {
                entropy -= g[i] * Math.log(p[i]);
            }
            return 0.5 * (squaredDice(p, g, phi, n) + entropy / (B * n));
        });
    }

    private static double squaredDice(double[] p, double[] g, double[] phi, int n) {
        double sum = 0;
        for (int c = 0; c < B * K; c++) {
            double wrong = 0;
            double squares = 1e-6;
            for (int i = c * n; i < (c + 1) * n; i++) {
                wrong += (g[i] - p[i]) * (g[i] - p[i]);
                squares += g[i] * g[i] + p[i] * p[i];
            }
            sum += wrong / squares;
        }
        return sum / (B * K);
    }

    @Test
    void focal_equals_plain_loops() {
        compare("focal:gamma=0.5,classes=0+2", (p, g, phi, n) -> {
            double sum = 0;
            double mass = 1e-10;
            for (int i = 0; i < p.length; i++) {
                if (i / n % K == 1) continue;
                sum -= Math.sqrt(1 - p[i]) * g[i] * Math.log(p[i] + 1e-10);
                mass += g[i];
            }
            return sum / mass;
        });
    }

    @Test
    void unified_focal_equals_plain_loops() {
        compare("unifiedFocal:lambda=0.3,gamma=0.2", (p, g, phi, n) -> {
            double sum = 0;
            for (int c = 0; c < B * K; c++) {
                double missed = missedIndex(p, g, c, n, 0.6, 1e-6);
                boolean background = c % K == 0;
                sum += 0.3 * (background ? missed : Math.pow(missed, 0.8)) / (B * K);
                for (int i = c * n; i < (c + 1) * n; i++) {
                    double w = background ? 0.4 * Math.pow(1 - p[i], 0.2) : 0.6;
                    sum -= 0.7 * w * g[i] * Math.log(p[i]) / (B * n);
                }
            }
            return sum;
        });
    }

    @Test
    void lovasz_equals_plain_loops() {
        compare("lovasz",
                (p, g, phi, n) -> IntStream.range(0, K).mapToDouble(k -> lovasz(p, g, k, n)).sum() / K);
        compare("lovasz:classes=1,presentOnly=true", (p, g, phi, n) -> lovasz(p, g, 1, n));
    }

    private static double lovasz(double[] p, double[] g, int k, int n) {
        int[] order = IntStream.range(0, B * n).map(i -> (i / n * K + k) * n + i % n).boxed()
                .sorted((i, j) -> Double.compare(Math.abs(g[j] - p[j]), Math.abs(g[i] - p[i])))
                .mapToInt(i -> i).toArray();
        double size = Arrays.stream(order).mapToDouble(i -> g[i]).sum();
        double sum = 0;
        double before = 0;
        double left = size;
        double union = size;
        for (int i : order) {
            left -= g[i];
            union += 1 - g[i];
            double jaccard = 1 - left / union;
            sum += Math.abs(g[i] - p[i]) * (jaccard - before);
            before = jaccard;
        }
        return sum;
    }

    @Test
    void lovasz_of_a_hard_prediction_is_one_minus_iou_and_absent_classes_count_if_asked() {
        double[] truth = {1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0};
        double[] hard = {99, 0, 0, 0, 0, 99, 99, 99, 0, 0, 0, 0};
        assertThat(value(new LovaszLoss(List.of(1), false), hard, truth)).isCloseTo(1. / 3, within(1e-12));
        assertThat(value(new LovaszLoss(List.of(2), true), hard, truth)).as("none present").isZero();
        double[] unsure = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Math.log(2)};
        assertThat(value(new LovaszLoss(List.of(2), false), unsure, truth)).as("the largest p")
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void boundary_dou_equals_plain_loops() {
        for (long[] shape : List.of(PLANE, SPACE)) {
            LossTest.compare(new BoundaryDouLoss(), (p, g, phi, n) -> dou(p, g, shape, n, 0), shape);
            LossTest.compare(new BoundaryDouLoss(List.of(), true), (p, g, phi, n) -> dou(p, g, shape, n, -1),
                    shape);
        }
    }

    private static double dou(double[] p, double[] g, long[] shape, int n, double least) {
        double sum = 0;
        for (int k = 0; k < K; k++) {
            double squares = 0;
            double both = 0;
            double size = 0;
            double edge = 0;
            for (int b = 0; b < B; b++) {
                int at = (b * K + k) * n;
                for (int i = at; i < at + n; i++) {
                    squares += p[i] * p[i];
                    both += p[i] * g[i];
                    size += g[i];
                    if (g[i] == 1 && neighbours(g, at, i - at, shape) < 2 * (shape.length - 2)) edge++;
                }
            }
            double a = Math.clamp(1 - 2 * (edge + 1e-5) / (size + 1e-5), least, 0.8);
            sum += (squares + size - 2 * both + 1e-5) / (squares + size - (1 + a) * both + 1e-5);
        }
        return sum / K;
    }

    /// How many face neighbours of voxel i of a class that starts at `at` belong to it.
    private static int neighbours(double[] g, int at, int i, long[] shape) {
        int count = 0;
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 2; axis--) {
            int length = (int) shape[axis];
            int x = i / stride % length;
            if (x > 0 && g[at + i - stride] == 1) count++;
            if (x < length - 1 && g[at + i + stride] == 1) count++;
            stride *= length;
        }
        return count;
    }

    @Test
    void the_share_of_boundary_dou_follows_the_boundary_of_the_object() {
        // a cross of 5 pixels, of which 4 have a neighbour outside: a = 1 - 2 * 4/5, bounded by 0
        double[] cross = {0, 1, 0, 1, 1, 1, 0, 1, 0};
        double[] block = new double[9];
        Arrays.fill(block, 1); // 8 of 9 touch the edge of the image
        assertThat(dou(false, cross)).isCloseTo(2.25 / (2.25 + 2.5), within(1e-5));
        assertThat(dou(true, cross)).isCloseTo(2.25 / (2.25 + (1 + 0.6) * 2.5), within(1e-5));
        assertThat(dou(true, block)).isCloseTo(2.25 / (2.25 + 16. / 9 * 4.5), within(1e-5));
    }

    /// The loss of the object where p is 0.5 everywhere: D = 9/4 of any object of the 9 pixels.
    private static double dou(boolean reference, double[] object) {
        double[] g = Arrays.copyOf(Arrays.stream(object).map(x -> 1 - x).toArray(), 18);
        System.arraycopy(object, 0, g, 9, 9);
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 3, 3};
            return new BoundaryDouLoss(List.of(1), reference)
                    .value(Prediction.of(Doubles.leaf(new double[18], ScalarType.Double, shape)),
                            Target.of(Doubles.of(g, ScalarType.Double, shape)))
                    .item_double();
        }
    }

    @Test
    void region_wise_equals_plain_loops() {
        compare("regionWise", (p, g, phi, n) -> {
            double sum = 0;
            for (int c = 0; c < B * K; c++) {
                double deepest = Arrays.stream(phi, c * n, (c + 1) * n).min().orElseThrow();
                for (int i = c * n; i < (c + 1) * n; i++) {
                    sum += p[i] * (phi[i] < 0 ? -phi[i] / deepest : 1);
                }
            }
            return sum / (B * K * n);
        });
        assertThat(Losses.parse("regionWise").needsDistances()).isTrue();
    }

    private static double value(Loss loss, double[] logits, double[] oneHot) {
        long[] shape = {1, 3, 2, oneHot.length / 6};
        try (var _ = new PointerScope()) {
            return loss.value(Prediction.of(Doubles.leaf(logits, ScalarType.Double, shape)),
                    Target.of(Doubles.of(oneHot, ScalarType.Double, shape))).item_double();
        }
    }

    @Test
    void settings_out_of_range_are_named() {
        assertThatThrownBy(() -> Losses.parse("focal:gamma=-1")).hasMessageContaining("gamma must be");
        assertThatThrownBy(() -> Losses.parse("tversky:delta=1.5"))
                .hasMessage("delta, the weight of false negatives, must be a number from 0 to 1, but is 1.5");
        assertThatThrownBy(() -> Losses.parse("tversky:smooth=0")).hasMessageContaining("smooth must be");
        assertThatThrownBy(() -> Losses.parse("focalTversky:gamma=0"))
                .hasMessageContaining("gamma must be a positive");
        assertThatThrownBy(() -> Losses.parse("unifiedFocal:gamma=1")).hasMessageContaining("below 1");
        assertThatThrownBy(() -> Losses.parse("unifiedFocal:lambda=2"))
                .hasMessageContaining("lambda must be");
    }
}
