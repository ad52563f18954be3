package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two images, three classes that overlap.
class PerClassSigmoidTest {
    private static final long[] SHAPE = {2, 3, 4, 5};
    private static final int N = 120;
    private static final double[] Z = new SplittableRandom(1).doubles(N, -3, 3).toArray();
    private static final double[] G = new SplittableRandom(2).ints(N, 0, 2).asDoubleStream().toArray();
    private static final double[] PHI = new double[N];

    static {
        double[] size = new SplittableRandom(3).doubles(N, 0.5, 9).toArray();
        Arrays.setAll(PHI, i -> G[i] == 1 ? -size[i] : size[i]);
    }

    private static double value(Loss loss) {
        try (var _ = new PointerScope()) {
            Tensor z = Doubles.leaf(Z, ScalarType.Double, SHAPE);
            Target target = Target.of(Doubles.of(G, ScalarType.Double, SHAPE),
                    Doubles.of(PHI, ScalarType.Double, SHAPE));
            Tensor value = new PerClassSigmoid(loss).value(Prediction.of(z), target);
            value.backward();
            assertThat(Doubles.values(z.grad())).as("every logit learns")
                    .matches(g -> Arrays.stream(g).allMatch(d -> d != 0 && Double.isFinite(d)));
            return value.item_double();
        }
    }

    private static double sigmoid(double z) { return 1 / (1 + Math.exp(-z)); }

    @Test
    void cross_entropy_becomes_the_binary_one() {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum -= Math.log(G[i] == 1 ? sigmoid(Z[i]) : 1 - sigmoid(Z[i]));
        }
        assertThat(value(new CrossEntropyLoss())).isCloseTo(sum / N, within(1e-8));
    }

    @Test
    void the_boundary_loss_sees_every_channel() {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += (sigmoid(Z[i]) - G[i]) * PHI[i];
        }
        assertThat(value(new BoundaryLoss())).isCloseTo(sum / N, within(1e-12));
        assertThat(value(new BoundaryLoss(List.of(0, 1), Double.POSITIVE_INFINITY)))
                .as("all else has the map with the other sign").isCloseTo(sum / N, within(1e-12));
    }

    @Test
    void dice_of_class_1_is_the_mean_over_images_and_channels() {
        double sum = 0;
        for (int c = 0; c < 6; c++) {
            double both = 0;
            double all = 0;
            for (int i = 20 * c; i < 20 * (c + 1); i++) {
                both += sigmoid(Z[i]) * G[i];
                all += sigmoid(Z[i]) + G[i];
            }
            sum += 1 - 2 * both / all;
        }
        assertThat(value(new DiceLoss(List.of(1)))).isCloseTo(sum / 6, within(1e-10));
    }

    @Test
    void largest_distances_stay_with_their_class() {
        var scaled = new BoundaryLoss(List.of(0, 1), 100, DistanceScale.EACH_SIDE, false);
        double own = value(scaled);
        try (var _ = new PointerScope()) {
            Target whole = Target.of(Doubles.of(G, ScalarType.Double, SHAPE),
                    Doubles.of(PHI, ScalarType.Double, SHAPE));
            Target told = Target.of(whole.oneHot(), whole.distances(), whole.extents());
            Tensor z = Doubles.leaf(Z, ScalarType.Double, SHAPE);
            assertThat(new PerClassSigmoid(scaled).value(Prediction.of(z), told).item_double())
                    .isCloseTo(own, within(1e-12));
        }
    }

    static Stream<String> names() { return Losses.names().stream(); }

    @ParameterizedTest
    @MethodSource("names")
    void every_loss_has_a_value_and_a_gradient(String name) {
        Grid grid = Grid.of(Shape.of(12, 12), Spacing.of(1, 2));
        byte[] corner = new byte[grid.voxels()];
        Arrays.fill(corner, 0, 3, (byte) 1);
        Arrays.fill(corner, 12, 15, (byte) 1);
        try (var _ = new PointerScope()) {
            Target target = Target.of(List.of(new LabelMap(grid, 2, corner)));
            Tensor z = Tensors.of(new float[2 * grid.voxels()], 1, 2, 12, 12).normal_()
                    .set_requires_grad(true);
            Tensor value = new PerClassSigmoid(Losses.parse(name)).value(Prediction.of(z), target);
            value.backward();
            assertThat(value.item_double()).isFinite();
            assertThat(Arrays.stream(Doubles.values(z.grad())).filter(d -> d != 0).count())
                    .as("logits that learn").isGreaterThan(5);
        }
    }
}
