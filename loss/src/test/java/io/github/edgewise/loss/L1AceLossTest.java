package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class L1AceLossTest {
    private static final int B = 2;
    private static final int K = 3;
    private static final int N = 60;
    private static final long[] SPACE = {B, K, 3, 4, 5};
    private static final long[] PLANE = {B, K, 6, 10};

    /// The logit of class 1 against a logit 0 of the background that gives this probability.
    private static double logit(double p) { return Math.log(p / (1 - p)); }

    private static double value(Loss loss, double[] z, double[] g, long... shape) {
        try (var _ = new PointerScope()) {
            return loss.value(Prediction.of(Doubles.of(z, ScalarType.Double, shape)),
                    Target.of(Doubles.of(g, ScalarType.Double, shape))).item_double();
        }
    }

    @Test
    void every_bin_with_a_voxel_counts_the_same() {
        // of class 1: two voxels of 0.11 and 0.14 with one hit, three of 0.96 with two hits
        double[] z = {0, 0, 0, 0, 0, logit(0.11), logit(0.14), logit(0.96), logit(0.96), logit(0.96)};
        double[] g = {1, 0, 0, 0, 1, 0, 1, 1, 1, 0};
        double low = Math.abs(0.125 - 0.5);
        double high = Math.abs(0.96 - 2 / 3.);
        double one = value(new L1AceLoss(List.of(1), 20), z, g, 1, 2, 1, 5);
        assertThat(one).isCloseTo((low + high) / 2, within(1e-12));
        assertThat(value(new L1AceLoss(), z, g, 1, 2, 1, 5))
                .as("the background mirrors class 1, with as many bins").isCloseTo(one, within(1e-12));
        double all = Math.abs((0.25 + 3 * 0.96) / 5 - 3 / 5.);
        assertThat(value(new L1AceLoss(List.of(1), 1), z, g, 1, 2, 1, 5)).isCloseTo(all, within(1e-12));
    }

    @Test
    void who_is_as_certain_as_right_has_no_error() {
        double[] z = {0, 0, 0, 0, logit(0.25), logit(0.25), logit(0.25), logit(0.25)};
        double[] g = {1, 1, 1, 0, 0, 0, 0, 1};
        assertThat(value(new L1AceLoss(), z, g, 1, 2, 2, 2)).isCloseTo(0, within(1e-12));
    }

    /// The definition as a plain loop.
    private static double loop(double[] z, double[] g, int bins) {
        double sum = 0;
        for (int b = 0; b < B; b++) {
            for (int k = 0; k < K; k++) {
                double[] p = new double[bins];
                double[] truth = new double[bins];
                int[] count = new int[bins];
                for (int i = 0; i < N; i++) {
                    double all = 0;
                    for (int j = 0; j < K; j++) {
                        all += Math.exp(z[(b * K + j) * N + i]);
                    }
                    double share = Math.exp(z[(b * K + k) * N + i]) / all;
                    int bin = Math.min(bins - 1, (int) (share * bins));
                    p[bin] += share;
                    truth[bin] += g[(b * K + k) * N + i];
                    count[bin]++;
                }
                double gaps = 0;
                int filled = 0;
                for (int i = 0; i < bins; i++) {
                    if (count[i] == 0) continue;
                    gaps += Math.abs(p[i] / count[i] - truth[i] / count[i]);
                    filled++;
                }
                sum += gaps / filled;
            }
        }
        return sum / (B * K);
    }

    private static double[] logits(int seed) {
        return new SplittableRandom(seed).doubles((long) B * K * N, -3, 3).toArray();
    }

    private static double[] truth(int seed) {
        var random = new SplittableRandom(seed);
        double[] g = new double[B * K * N];
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < N; i++) {
                g[(b * K + random.nextInt(K)) * N + i] = 1;
            }
        }
        return g;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 1000})
    void the_value_is_that_of_a_plain_loop(int bins) {
        for (int seed = 0; seed < 5; seed++) {
            double expected = loop(logits(seed), truth(seed), bins);
            var loss = new L1AceLoss(List.of(), bins);
            assertThat(value(loss, logits(seed), truth(seed), SPACE)).isCloseTo(expected, within(1e-12));
            assertThat(value(loss, logits(seed), truth(seed), PLANE)).isCloseTo(expected, within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1Ace", "l1Ace:bins=4,classes=2+0", "perClassSigmoid(l1Ace)"})
    void its_gradient_is_that_of_central_differences_within_the_bins(String spec) {
        Loss loss = Losses.parse(spec);
        double[] z = logits(9);
        double[] g = truth(9);
        double[] gradient;
        try (var _ = new PointerScope()) {
            Tensor leaf = Doubles.leaf(z, ScalarType.Double, SPACE);
            loss.value(Prediction.of(leaf), Target.of(Doubles.of(g, ScalarType.Double, SPACE))).backward();
            gradient = Doubles.values(leaf.grad());
        }
        double step = 1e-7; // no probability is so near to an edge
        for (int i = 0; i < z.length; i++) {
            double[] up = z.clone();
            double[] down = z.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (value(loss, up, g, SPACE) - value(loss, down, g, SPACE)) / (2 * step);
            assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
        }
    }

    @Test
    void a_probability_of_0_or_1_lies_in_the_first_or_last_bin() {
        double[] z = {800, 800, -800, -800};
        double[] right = {1, 1, 0, 0};
        double[] wrong = {0, 0, 1, 1};
        assertThat(value(new L1AceLoss(), z, right, 1, 2, 1, 2)).isZero();
        assertThat(value(new L1AceLoss(), z, wrong, 1, 2, 1, 2)).isEqualTo(1);
    }

    @Test
    void there_is_at_least_one_bin() {
        assertThatThrownBy(() -> Losses.parse("l1Ace:bins=0")).hasMessage("bins must be 1 or more, but is 0");
    }
}
