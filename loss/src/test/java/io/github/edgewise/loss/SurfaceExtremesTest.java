package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What losses that measure surfaces do with perfect and saturated predictions, and with classes that are
/// absent, fill the image or have one voxel.
class SurfaceExtremesTest {
    private static final int K = 3;

    /// Many pools of few voxels: waiting for a second thread would take longer than all of them.
    @BeforeAll
    static void one_thread() {
        Engine.start(1, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hausdorff", "hausdorff:reference=true", "hausdorffOneSided", "generalizedSurface",
                "surfaceDice", "clDice", "uNetCrossEntropy"})
    void a_perfect_prediction_is_the_minimum_and_gives_0(String name) {
        Loss loss = Losses.parse(name);
        for (Shape shape : shapes(loss)) {
            LabelMap labels = objects(shape);
            double perfect = value(loss, labels, logits(labels, 0, 40));
            assertThat(perfect).isCloseTo(0, within(1e-5));
            for (int seed = 1; seed < 6; seed++) {
                assertThat(value(loss, labels, logits(labels, seed, 3))).isGreaterThan(perfect);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hausdorff", "hausdorff:reference=true", "hausdorffOneSided", "generalizedSurface",
                "surfaceDice", "clDice", "uNetCrossEntropy", "activeBoundary"})
    void saturated_logits_have_finite_gradients_for_absent_full_and_tiny_objects(String name) {
        Loss loss = Losses.parse(name);
        for (Shape shape : shapes(loss)) {
            Grid grid = Grid.of(shape);
            byte[] full = new byte[shape.voxels()];
            Arrays.fill(full, (byte) 1);
            byte[] one = new byte[shape.voxels()];
            one[shape.voxels() / 2] = 2;
            List<LabelMap> batch = List.of(new LabelMap(grid, K, new byte[shape.voxels()]),
                    new LabelMap(grid, K, full), new LabelMap(grid, K, one));
            double[] z = new SplittableRandom(3).doubles(3L * K * shape.voxels(), -1, 1)
                    .map(d -> Math.copySign(50, d)).toArray();
            for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
                try (var _ = new PointerScope()) {
                    Tensor logits = Doubles.leaf(z, type, size(3, shape));
                    Tensor value = loss.value(Prediction.of(logits), Target.of(batch), TrainingTime.START);
                    value.backward();
                    assertThat(value.item_double()).isFinite().isNotNegative();
                    for (double d : Doubles.values(logits.grad())) {
                        assertThat(d).isFinite();
                    }
                }
            }
        }
    }

    /// A false positive of two pixels in an image without the class.
    @Test
    void an_absent_class_is_punished_by_distances_and_skeletons_and_not_by_boundaries() {
        assertThat(pushOnFalsePositive("hausdorff")).isPositive();
        assertThat(pushOnFalsePositive("hausdorffOneSided")).isPositive();
        assertThat(pushOnFalsePositive("generalizedSurface")).isPositive();
        assertThat(pushOnFalsePositive("clDice")).isPositive();
        assertThat(pushOnFalsePositive("uNetCrossEntropy")).isPositive();
        assertThat(pushOnFalsePositive("hausdorff:reference=true")).isPositive();
        assertThat(pushOnFalsePositive("surfaceDice")).isZero();
        assertThat(pushOnFalsePositive("activeBoundary")).isZero();
    }

    private static double pushOnFalsePositive(String name) {
        Shape shape = Shape.of(6, 6);
        double[] z = new double[72];
        Arrays.fill(z, 36, 72, -2);
        z[36 + 14] = 1;
        z[36 + 15] = 1.5;
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(z, ScalarType.Double, 1, 2, 6, 6);
            Target target = Target.of(List.of(new LabelMap(Grid.of(shape), 2, new byte[36])));
            Losses.parse(name).value(Prediction.of(logits), target, TrainingTime.START).backward();
            return Doubles.values(logits.grad())[36 + 15];
        }
    }

    @Test
    void a_class_that_is_predicted_nowhere_leaves_the_true_distance_alone() {
        LabelMap labels = objects(Shape.of(9, 12));
        double[] z = new double[K * 108];
        Arrays.fill(z, 0, 108, 5);
        assertThat(value(new HausdorffLoss(), labels, z))
                .isCloseTo(value(new HausdorffOneSidedLoss(), labels, z), within(1e-6));
    }

    @Test
    void a_soft_skeleton_of_a_bar_is_its_middle_line() {
        double[] bar = new double[35]; // 5 x 7, rows 1 to 3
        Arrays.fill(bar, 7, 28, 1);
        double[] line = new double[35];
        Arrays.fill(line, 14, 21, 1);
        try (var _ = new PointerScope()) {
            Tensor x = Doubles.of(bar, ScalarType.Double, 1, 1, 5, 7);
            assertThat(Doubles.values(Morphology.skeleton(x, 2, 3))).containsExactly(line);
            assertThat(Doubles.values(Morphology.skeleton(x, 2, 0))).containsOnly(0);
        }
    }

    private static List<Shape> shapes(Loss loss) {
        Shape flat = Shape.of(9, 12);
        return loss instanceof ActiveBoundaryLoss ? List.of(flat) : List.of(flat, Shape.of(5, 6, 7));
    }

    /// A block of class 1 and one voxel of class 2.
    private static LabelMap objects(Shape shape) {
        byte[] labels = new byte[shape.voxels()];
        for (int z = shape.axes() == 2 ? 0 : 1; z < Math.max(1, shape.depth() - 2); z++) {
            for (int y = 1; y < 4; y++) {
                Arrays.fill(labels, shape.index(z, y, 1), shape.index(z, y, 4), (byte) 1);
            }
        }
        labels[shape.index(shape.depth() / 2, shape.height() - 2, shape.width() - 2)] = 2;
        return new LabelMap(Grid.of(shape), K, labels);
    }

    /// `sure` for the true classes, plus noise of half that where the seed is not 0.
    private static double[] logits(LabelMap labels, int seed, double sure) {
        int n = labels.grid().voxels();
        double[] z = seed == 0
                ? new double[K * n]
                : new SplittableRandom(seed).doubles((long) K * n, 0, sure / 2).toArray();
        for (int i = 0; i < n; i++) {
            z[labels.at(i) * n + i] += sure;
        }
        return z;
    }

    private static double value(Loss loss, LabelMap labels, double[] z) {
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.of(z, ScalarType.Double, size(1, labels.grid().shape()));
            return loss.value(Prediction.of(logits), Target.of(List.of(labels))).item_double();
        }
    }

    private static long[] size(int batch, Shape s) {
        return s.axes() == 2
                ? new long[]{batch, K, s.height(), s.width()}
                : new long[]{batch, K, s.depth(), s.height(), s.width()};
    }
}
