package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.TrainingTime;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScnpLossTest {
    private static final int B = 2;
    private static final int K = 3;
    private static final int[] SPACE = {3, 4, 5};
    private static final int[] PLANE = {1, 6, 7};

    /// Gives its logits, so that a test sees them.
    private static final class Seen implements Loss {
        private final Tensor[] logits;

        Seen(Tensor[] logits) { this.logits = logits; }

        @Override
        public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
            logits[0] = prediction.logits();
            return prediction.logits().sum();
        }
    }

    private static long[] size(int[] shape) {
        return Arrays.equals(shape, PLANE)
                ? new long[]{B, K, shape[1], shape[2]}
                : new long[]{B, K, shape[0], shape[1], shape[2]};
    }

    private static double[] logits(int[] shape, long seed) {
        return new SplittableRandom(seed).doubles((long) B * K * shape[0] * shape[1] * shape[2], -4, 4)
                .toArray();
    }

    /// One-hot, in blobs.
    private static double[] truth(int[] shape, long seed) {
        int n = shape[0] * shape[1] * shape[2];
        var random = new SplittableRandom(seed);
        double[] g = new double[B * K * n];
        for (int b = 0; b < B; b++) {
            int k = 0;
            for (int i = 0; i < n; i++) {
                if (random.nextInt(3) == 0) k = random.nextInt(K);
                g[(b * K + k) * n + i] = 1;
            }
        }
        return g;
    }

    /// The worst logits as a plain loop.
    private static double[] worst(double[] z, double[] g, int[] s, int radius) {
        int n = s[0] * s[1] * s[2];
        double[] worst = new double[z.length];
        for (int c = 0; c < B * K; c++) {
            for (int i = 0; i < n; i++) {
                boolean of = g[c * n + i] == 1;
                double found = z[c * n + i];
                for (int j = 0; j < n; j++) {
                    boolean near = Math.abs(i / s[2] / s[1] - j / s[2] / s[1]) <= radius
                            && Math.abs(i / s[2] % s[1] - j / s[2] % s[1]) <= radius
                            && Math.abs(i % s[2] - j % s[2]) <= radius;
                    if (!near || (g[c * n + j] == 1) != of) continue;
                    found = of ? Math.min(found, z[c * n + j]) : Math.max(found, z[c * n + j]);
                }
                worst[c * n + i] = found;
            }
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 9})
    void every_logit_is_the_worst_of_its_own_kind_in_the_window(int width) {
        for (int[] shape : new int[][]{PLANE, SPACE}) {
            double[] z = logits(shape, width);
            double[] g = truth(shape, width + 1);
            try (var _ = new PointerScope()) {
                var seen = new Seen(new Tensor[1]);
                new ScnpLoss(seen, width, false).value(
                        Prediction.of(Doubles.of(z, ScalarType.Double, size(shape))),
                        Target.of(Doubles.of(g, ScalarType.Double, size(shape))));
                assertThat(Doubles.values(seen.logits[0])).containsExactly(worst(z, g, shape, width / 2));
            }
        }
    }

    @Test
    void one_broken_voxel_breaks_its_neighbours_and_one_false_voxel_its_own() {
        double[] z = {0, 0, 0, 0, 0, 0, 5, -3, 5, 5, -4, 2};
        double[] g = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0};
        try (var _ = new PointerScope()) {
            var seen = new Seen(new Tensor[1]);
            new ScnpLoss(seen).value(Prediction.of(Doubles.of(z, ScalarType.Double, 1, 2, 1, 6)),
                    Target.of(Doubles.of(g, ScalarType.Double, 1, 2, 1, 6)));
            assertThat(Arrays.copyOfRange(Doubles.values(seen.logits[0]), 6, 12))
                    .containsExactly(-3, -3, -3, 5, 2, 2);
        }
    }

    private static double value(Loss loss, double[] z, double[] g, int[] shape) {
        try (var _ = new PointerScope()) {
            return loss.value(Prediction.of(Doubles.of(z, ScalarType.Double, size(shape))),
                    Target.of(Doubles.of(g, ScalarType.Double, size(shape)))).item_double();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"crossEntropy", "diceCrossEntropy", "tversky", "perClassSigmoid(dice)"})
    void the_value_is_that_of_the_worst_logits_and_both_adds_the_plain_one(String spec) {
        for (int[] shape : new int[][]{PLANE, SPACE}) {
            double[] z = logits(shape, 1);
            double[] g = truth(shape, 2);
            Loss loss = Losses.parse(spec);
            double expected = value(loss, worst(z, g, shape, 1), g, shape);
            assertThat(value(new ScnpLoss(loss), z, g, shape)).isCloseTo(expected, within(1e-12));
            assertThat(value(Losses.parse("scnp:both=true(" + spec + ")"), z, g, shape))
                    .isCloseTo(expected + value(loss, z, g, shape), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"scnp(diceCrossEntropy)", "scnp:width=5,both=true(crossEntropy)",
                "perClassSigmoid(scnp(dice))"})
    void its_gradient_is_that_of_central_differences(String spec) {
        Loss loss = Losses.parse(spec);
        double[] z = logits(SPACE, 3);
        double[] g = truth(SPACE, 4);
        double[] gradient;
        try (var _ = new PointerScope()) {
            Tensor leaf = Doubles.leaf(z, ScalarType.Double, size(SPACE));
            loss.value(Prediction.of(leaf), Target.of(Doubles.of(g, ScalarType.Double, size(SPACE))))
                    .backward();
            gradient = Doubles.values(leaf.grad());
        }
        double step = 1e-6;
        for (int i = 0; i < z.length; i += 3) {
            double[] up = z.clone();
            double[] down = z.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (value(loss, up, g, SPACE) - value(loss, down, g, SPACE)) / (2 * step);
            assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
        }
    }

    @Test
    void among_equal_voxels_the_first_gets_the_gradient() {
        int n = 60;
        double[] g = new double[B * K * n];
        Arrays.fill(g, 0, n, 1);
        Arrays.fill(g, K * n, (K + 1) * n, 1);
        try (var _ = new PointerScope()) {
            Tensor leaf = Doubles.leaf(new double[B * K * n], ScalarType.Double, size(SPACE));
            new ScnpLoss(new Seen(new Tensor[1]), 9, false).value(Prediction.of(leaf),
                    Target.of(Doubles.of(g, ScalarType.Double, size(SPACE)))).backward();
            double[] gradient = Doubles.values(leaf.grad());
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isEqualTo(i % n == 0 ? n : 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Float", "BFloat16", "Half"})
    void half_precision_has_no_infinite_logits(String type) {
        double[] z = logits(PLANE, 5);
        z[3] = 60_000;
        z[50] = -60_000;
        try (var _ = new PointerScope()) {
            Tensor leaf = Doubles.leaf(z, ScalarType.valueOf(type), size(PLANE));
            var seen = new Seen(new Tensor[1]);
            new ScnpLoss(seen).value(Prediction.of(leaf),
                    Target.of(Doubles.of(truth(PLANE, 6), ScalarType.Float, size(PLANE)))).backward();
            assertThat(seen.logits[0].scalar_type().intern()).isEqualTo(ScalarType.valueOf(type));
            assertThat(Doubles.values(seen.logits[0]))
                    .matches(v -> Arrays.stream(v).allMatch(Double::isFinite));
            assertThat(Arrays.stream(Doubles.values(leaf.grad())).sum()).isEqualTo(z.length);
        }
    }

    @Test
    void a_window_has_a_middle() {
        assertThatThrownBy(() -> Losses.parse("scnp:width=4(dice)")).isInstanceOf(InvalidInputException.class)
                .hasMessage("width of scnp must be an odd number of voxels from 3 up, but is 4");
        assertThatThrownBy(() -> new ScnpLoss(new DiceLoss(), 1, true)).hasMessageContaining("but is 1");
    }
}
