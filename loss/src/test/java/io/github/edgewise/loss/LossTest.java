package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.loss.GeneralizedDiceLoss.AbsentClass;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Ramp;
import io.github.edgewise.schedule.Rebalance;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    static final int B = 2;
    static final int K = 3;

    /// The definitions as plain loops over `[b][k][x]`.
    interface Loops {
        double value(double[] p, double[] g, double[] phi, int voxels);
    }

    private static double dice(double[] p, double[] g, double[] phi, int n) {
        double sum = 0;
        for (int c = 0; c < B * K; c++) {
            double both = 0;
            double all = 0;
            for (int i = c * n; i < (c + 1) * n; i++) {
                both += p[i] * g[i];
                all += p[i] + g[i];
            }
            sum += 1 - (2 * both + 1e-10) / (all + 1e-10);
        }
        return sum / (B * K);
    }

    private static double generalizedDice(double[] p, double[] g, double[] phi, int n) {
        double sum = 0;
        for (int b = 0; b < B; b++) {
            double both = 0;
            double all = 0;
            double largest = 0;
            for (int round = 0; round < 2; round++) {
                both = 0;
                all = 0;
                for (int k = 0; k < K; k++) {
                    double size = 0;
                    double pg = 0;
                    double ps = 0;
                    for (int i = (b * K + k) * n; i < (b * K + k + 1) * n; i++) {
                        size += g[i];
                        pg += p[i] * g[i];
                        ps += p[i];
                    }
                    double w = size > 0 ? 1 / ((size + 1e-10) * (size + 1e-10)) : largest;
                    if (size > 0) largest = Math.max(largest, w);
                    both += w * pg;
                    all += w * (ps + size);
                }
            }
            sum += 1 - 2 * (both + 1e-10) / (all + 1e-10);
        }
        return sum / B;
    }

    private static double crossEntropy(double[] p, double[] g, double[] phi, int n) {
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < p.length; i++) {
            sum -= g[i] * Math.log(p[i] + 1e-10);
            mass += g[i];
        }
        return sum / (mass + 1e-10);
    }

    private static double boundary(double[] p, double[] g, double[] phi, int n) {
        double sum = 0;
        for (int b = 0; b < B; b++) {
            for (int i = (b * K + 1) * n; i < (b + 1) * K * n; i++) {
                sum += (p[i] - g[i]) * phi[i];
            }
        }
        return sum / (B * (K - 1) * n);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dice", "generalizedDice", "crossEntropy", "boundary"})
    void value_equals_plain_loops_and_gradient_central_differences(String name) {
        Loops loops = switch (name) {
            case "dice" -> LossTest::dice;
            case "generalizedDice" -> LossTest::generalizedDice;
            case "crossEntropy" -> LossTest::crossEntropy;
            default -> LossTest::boundary;
        };
        compare(Losses.parse(name), loops, B, K, 3, 5);
        compare(Losses.parse(name), loops, B, K, 2, 3, 4);
    }

    static void compare(Loss loss, Loops loops, long... shape) {
        var random = new SplittableRandom(11);
        int n = 1;
        for (int a = 2; a < shape.length; a++) {
            n *= (int) shape[a];
        }
        double[] z = random.doubles((long) B * K * n, -2, 2).toArray();
        double[] phi = random.doubles((long) B * K * n, -9, 9).toArray();
        double[] g = new double[z.length];
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < n; i++) {
                int k = b == 0 ? random.nextInt(K) : random.nextInt(K - 1); // image 1 lacks the last class
                g[(b * K + k) * n + i] = 1;
            }
        }
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(z, ScalarType.Double, shape);
            Target target = Target.of(Doubles.of(g, ScalarType.Double, shape),
                    Doubles.of(phi, ScalarType.Double, shape));
            Tensor value = loss.value(Prediction.of(logits), target, TrainingTime.START);
            value.backward();
            assertThat(value.item_double()).isCloseTo(loops.value(softmax(z, n), g, phi, n), within(1e-12));
            double[] gradient = Doubles.values(logits.grad());
            for (int i = 0; i < z.length; i++) {
                double h = 1e-6;
                double[] up = z.clone();
                double[] down = z.clone();
                up[i] += h;
                down[i] -= h;
                double difference = (loops.value(softmax(up, n), g, phi, n)
                        - loops.value(softmax(down, n), g, phi, n))
                        / (2 * h);
                assertThat(gradient[i]).isCloseTo(difference, within(1e-7));
            }
        }
    }

    private static double[] softmax(double[] z, int n) {
        double[] p = new double[z.length];
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += Math.exp(z[(b * K + k) * n + i]);
                }
                for (int k = 0; k < K; k++) {
                    p[(b * K + k) * n + i] = Math.exp(z[(b * K + k) * n + i]) / sum;
                }
            }
        }
        return p;
    }

    @Test
    void a_finite_weight_of_absent_classes_punishes_false_positives_and_the_published_one_does_not() {
        assertThat(gradientOfEmptyImage(new GeneralizedDiceLoss())).isGreaterThan(1e-4);
        assertThat(gradientOfEmptyImage(new GeneralizedDiceLoss(List.of(), AbsentClass.REFERENCE)))
                .isLessThan(1e-12);
        assertThat(gradientOfEmptyImage(new GeneralizedDiceLoss(List.of(1), AbsentClass.LARGEST_PRESENT)))
                .as("no supervised class is present").isFinite();
    }

    private static double gradientOfEmptyImage(Loss loss) {
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 8, 8};
            double[] g = new double[128];
            Arrays.fill(g, 0, 64, 1);
            Tensor logits = Doubles.leaf(new double[128], ScalarType.Double, shape);
            loss.value(Prediction.of(logits), Target.of(Doubles.of(g, ScalarType.Double, shape)),
                    TrainingTime.START).backward();
            double largest = 0;
            for (double d : Doubles.values(logits.grad())) {
                largest = Math.max(largest, Math.abs(d));
            }
            return largest;
        }
    }

    @Test
    void a_clip_saturates_the_distances() {
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 1, 2};
            Tensor logits = Doubles.leaf(new double[4], ScalarType.Double, shape);
            Target target = Target.of(Doubles.of(new double[]{1, 1, 0, 0}, ScalarType.Double, shape),
                    Doubles.of(new double[]{-9, -9, 9, 1}, ScalarType.Double, shape));
            double clipped = new BoundaryLoss(List.of(1), 2)
                    .value(Prediction.of(logits), target, TrainingTime.START)
                    .item_double();
            assertThat(clipped).isEqualTo(0.5 * (2 + 1) / 2); // no voxel is of the class
            double published = new BoundaryLoss(List.of(0), 2, DistanceScale.MM, true)
                    .value(Prediction.of(logits), target, TrainingTime.START).item_double();
            assertThat(published).isEqualTo(-1);
            double zeroBased = new BoundaryLoss(List.of(0), 2)
                    .value(Prediction.of(logits), target, TrainingTime.START).item_double();
            assertThat(zeroBased).as("mean g phi is -2").isEqualTo(1);
        }
    }

    @Test
    void distances_are_taken_in_mm_or_as_shares_of_the_largest_of_the_whole_image() {
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 1, 3};
            Prediction p = Prediction.of(Doubles.leaf(new double[6], ScalarType.Double, shape));
            Tensor g = Doubles.of(new double[]{0, 1, 1, 1, 0, 0}, ScalarType.Double, shape);
            Tensor phi = Doubles.of(new double[]{2, -2, -8, -2, 2, 8}, ScalarType.Double, shape);
            Target whole = Target.of(g, phi);
            assertThat(Doubles.values(whole.extents())).containsExactly(8, 2, 2, 8);
            assertThat(boundary(p, whole, DistanceScale.MM, 100)).isEqualTo(0.5 * (2 + 2 + 8) / 3);
            assertThat(boundary(p, whole, DistanceScale.CASE_MAXIMUM, 100))
                    .isEqualTo(0.5 * (2 + 2 + 8) / 8 / 3);
            assertThat(boundary(p, whole, DistanceScale.EACH_SIDE, 100))
                    .isEqualTo(0.5 * (1 + 0.25 + 1) / 3);
            assertThat(boundary(p, whole, DistanceScale.CASE_MAXIMUM, 4)).as("clipped first")
                    .isEqualTo(0.5 * (0.5 + 0.5 + 1) / 3);
            Target patch = Target.of(g, phi,
                    Doubles.of(new double[]{16, 4, 4, 16}, ScalarType.Double, 1, 2, 2));
            assertThat(boundary(p, patch, DistanceScale.CASE_MAXIMUM, 100)).as("of a larger image")
                    .isEqualTo(0.5 * (2 + 2 + 8) / 16 / 3);
            assertThat(boundary(p, patch, DistanceScale.EACH_SIDE, 100))
                    .isEqualTo(0.5 * (0.5 + 0.125 + 0.5) / 3);
        }
    }

    private static double boundary(Prediction p, Target target, DistanceScale scale, double clipMm) {
        return new BoundaryLoss(List.of(1), clipMm, scale, false).value(p, target).item_double();
    }

    @Test
    void a_class_without_a_voxel_is_at_distance_1_in_either_scale() {
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 1, 2};
            Prediction p = Prediction.of(Doubles.leaf(new double[4], ScalarType.Double, shape));
            Target target = Target.of(Doubles.of(new double[]{1, 1, 0, 0}, ScalarType.Double, shape),
                    Doubles.of(new double[]{-9, -9, 9, 9}, ScalarType.Double, shape));
            assertThat(boundary(p, target, DistanceScale.CASE_MAXIMUM, 100)).isEqualTo(0.5);
            assertThat(boundary(p, target, DistanceScale.EACH_SIDE, 5)).isEqualTo(0.5);
        }
    }

    @Test
    void soft_labels_have_distances_to_where_they_are_a_half() {
        float[] inside = {1, 0.75f, 0, 0};
        float[] fractions = {0, 0.25f, 1, 1, 1, 0.75f, 0, 0};
        try (var _ = new PointerScope()) {
            Target target = Target.ofFractions(Tensors.of(fractions, 1, 2, 1, 4),
                    List.of(Spacing.of(1, 3)));
            float[] phi = Tensors.floats(target.distances());
            // 0.75 falls to 0 over 3 mm, so it is a half 1 mm on
            assertThat(Arrays.copyOfRange(phi, 4, 8)).containsExactly(new float[]{-4, -1, 2, 5},
                    Offset.offset(1e-5f));
            assertThat(Arrays.copyOf(phi, 4)).containsExactly(new float[]{4, 1, -2, -5},
                    Offset.offset(1e-5f));
            Prediction p = Prediction.of(Tensors.of(new float[8], 1, 2, 1, 4));
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += (0.5 - inside[i]) * phi[4 + i];
            }
            assertThat(new BoundaryLoss().value(p, target).item_double()).isCloseTo(sum / 4, within(1e-6));
            assertThatThrownBy(() -> Target.ofFractions(Tensors.of(fractions, 1, 2, 1, 4), List.of()))
                    .hasMessageContaining("one spacing per image, but got 0");
        }
    }

    @Test
    void says_which_class_the_network_does_not_know_and_what_is_missing() {
        try (var _ = new PointerScope()) {
            long[] shape = {1, 2, 2, 2};
            Prediction p = Prediction.of(Doubles.leaf(new double[8], ScalarType.Double, shape));
            Target target = Target.of(Doubles.of(new double[8], ScalarType.Double, shape));
            assertThatThrownBy(() -> new DiceLoss(List.of(2)).value(p, target, TrainingTime.START))
                    .hasMessage(
                            "the loss supervises class 2, but the network has only 2 classes (0-1)");
            assertThatThrownBy(() -> new BoundaryLoss().value(p, target, TrainingTime.START))
                    .hasMessageContaining("needs signed distances");
        }
        assertThatThrownBy(() -> new BoundaryLoss(List.of(), 0))
                .hasMessageContaining("clipMm must be a positive");
    }

    @Test
    void weights_follow_their_schedules_and_rebalancing_takes_from_the_other_terms() {
        WeightedSum sum = new DiceLoss().plus(0.5, new CrossEntropyLoss()).plus(new Ramp(0, 1),
                new BoundaryLoss());
        assertThat(sum.weights(new TrainingTime(5, 0.5))).containsExactly(1., 0.5, 0.5);
        assertThat(sum.needsDistances()).isTrue();
        WeightedSum rebalanced = sum.withAlpha(new Rebalance(0.01, 0.2));
        assertThat(rebalanced.weights(new TrainingTime(1, 0))).containsExactly(0.8, 0.4, 0.21000000000000002);
        assertThatThrownBy(() -> WeightedSum.of(new DiceLoss()).withAlpha(new Constant(1)))
                .hasMessageContaining("alpha is the weight of the last of several terms");
    }

    @Test
    void label_maps_become_one_hot_classes_and_their_distances_in_mm() {
        Grid grid = Grid.of(Shape.of(1, 3));
        var left = new LabelMap(grid, 2, new byte[]{1, 0, 0});
        var right = new LabelMap(grid, 2, new byte[]{0, 0, 1});
        try (var _ = new PointerScope()) {
            Target target = Target.of(List.of(left, right));
            assertThat(target.oneHot().sizes().vec().get()).containsExactly(2, 2, 1, 3);
            assertThat(Tensors.floats(target.oneHot())).containsExactly(0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1);
            assertThat(Tensors.floats(target.distances())).containsExactly(0.5f, -0.5f, -1.5f, -0.5f, 0.5f,
                    1.5f, -1.5f, -0.5f, 0.5f, 1.5f, 0.5f, -0.5f);
            Prediction even = Prediction.of(Tensors.of(new float[12], 2, 2, 1, 3));
            assertThat(new BoundaryLoss().value(even, target).item_double())
                    .isCloseTo(0.25 + (0.5 + 0.5) / 6, within(1e-6));
        }
        var other = new LabelMap(Grid.of(Shape.of(3, 1)), 2, new byte[3]);
        assertThatThrownBy(() -> Target.of(List.of(left, other)))
                .hasMessageContaining("number 1 is 3 x 1 with 2 classes, and number 0 is 1 x 3 with 2");
        assertThatThrownBy(() -> Target.of(List.of())).hasMessageContaining("at least one label map");
    }
}
