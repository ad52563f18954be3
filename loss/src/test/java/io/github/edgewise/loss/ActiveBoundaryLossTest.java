package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class ActiveBoundaryLossTest {
    private static final int B = 2;
    private static final int K = 3;
    private static final int H = 16;
    private static final int W = 21;
    private static final int N = H * W;
    private static final double[] MM = {0.7, 1.2};
    private static final double CLIP = 3;
    private static final int[][] STEPS = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {-1, 1}, {1, 1}, {-1, -1},
        {1, -1}};

    /// The definition as plain loops; `fixed` are the logits that no gradient sees.
    private static double value(double[] z, double[] fixed, int[][] truth) {
        double sum = 0;
        int count = 0;
        for (int b = 0; b < B; b++) {
            boolean[] predicted = predicted(logs(fixed, b));
            double[] d = distances(truth[b]);
            double[][] logs = logs(z, b);
            double[][] constant = logs(fixed, b);
            for (int i = 0; i < N; i++) {
                int direction = -1;
                for (int s = 0; s < 8; s++) {
                    int j = step(i, s);
                    if (j >= 0 && d[j] < (direction < 0 ? d[i] : d[step(i, direction)])) direction = s;
                }
                if (!predicted[i] || direction < 0) continue;
                count++;
                double[] kl = new double[8];
                double mass = 0;
                for (int s = 0; s < 8; s++) {
                    int y = Math.clamp(i / W + STEPS[s][0], 0, H - 1);
                    int x = Math.clamp(i % W + STEPS[s][1], 0, W - 1);
                    kl[s] = divergence(constant[y * W + x], logs[i]);
                    mass += Math.exp(kl[s]);
                }
                double entropy = 0;
                for (int s = 0; s < 8; s++) {
                    double share = s == direction ? 0.8 + 0.2 / 8 : 0.2 / 8;
                    entropy -= share * Math.log(Math.exp(kl[s]) / mass);
                }
                double far = d[i] - Math.sqrt(MM[0] * MM[0] + MM[1] * MM[1]);
                sum += entropy * Math.min(Math.max(far, 0), CLIP) / CLIP;
            }
        }
        return sum / count;
    }

    private static boolean[] predicted(double[][] logs) {
        double[] kl = new double[N];
        for (int i = 0; i < N; i++) {
            if (step(i, 0) >= 0) kl[i] += divergence(logs[i], logs[step(i, 0)]);
            if (step(i, 3) >= 0) kl[i] += divergence(logs[i], logs[step(i, 3)]);
        }
        double t = 1e-5;
        while (above(kl, t) > 0.01 * N) {
            t *= 1.2;
        }
        boolean[] predicted = new boolean[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                boolean isNear = Math.abs(i / W - j / W) <= 1 && Math.abs(i % W - j % W) <= 1;
                predicted[i] |= isNear && kl[j] > t;
            }
        }
        return predicted;
    }

    private static long above(double[] kl, double t) { return Arrays.stream(kl).filter(d -> d > t).count(); }

    private static double[] distances(int[] labels) {
        double[] d = new double[N];
        Arrays.fill(d, Double.POSITIVE_INFINITY);
        for (int j = 0; j < N; j++) {
            boolean isBoundary = (step(j, 0) >= 0 && labels[step(j, 0)] != labels[j])
                    || (step(j, 3) >= 0 && labels[step(j, 3)] != labels[j]);
            if (!isBoundary) continue;
            for (int i = 0; i < N; i++) {
                double y = (i / W - j / W) * MM[0];
                double x = (i % W - j % W) * MM[1];
                d[i] = Math.min(d[i], Math.sqrt(y * y + x * x));
            }
        }
        return d;
    }

    private static int step(int i, int s) {
        int y = i / W + STEPS[s][0];
        int x = i % W + STEPS[s][1];
        return y < 0 || y >= H || x < 0 || x >= W ? -1 : y * W + x;
    }

    private static double divergence(double[] p, double[] q) {
        return IntStream.range(0, p.length).mapToDouble(k -> Math.exp(p[k]) * (p[k] - q[k])).sum();
    }

    /// Logarithms of the probabilities of one image, `[i][k]`.
    private static double[][] logs(double[] z, int b) {
        double[][] logs = new double[N][K];
        for (int i = 0; i < N; i++) {
            double sum = 0;
            for (int k = 0; k < K; k++) {
                sum += Math.exp(z[(b * K + k) * N + i]);
            }
            for (int k = 0; k < K; k++) {
                logs[i][k] = z[(b * K + k) * N + i] - Math.log(sum);
            }
        }
        return logs;
    }

    /// A rectangle of class 1 in both images and one of class 2 in the first.
    private static int[][] rectangles() {
        int[][] truth = new int[B][N];
        for (int i = 0; i < N; i++) {
            int y = i / W;
            int x = i % W;
            for (int b = 0; b < B; b++) {
                if (y > 3 + b && y < 9 && x > 2 && x < 8) truth[b][i] = 1;
            }
            if (y > 9 && x > 12 && x < 17) truth[0][i] = 2;
        }
        return truth;
    }

    private static List<LabelMap> maps(int[][] truth) {
        var maps = new ArrayList<LabelMap>();
        for (int[] labels : truth) {
            byte[] bytes = new byte[N];
            for (int i = 0; i < N; i++) {
                bytes[i] = (byte) labels[i];
            }
            maps.add(new LabelMap(Grid.of(Shape.of(H, W), Spacing.of(MM[0], MM[1])), K, bytes));
        }
        return maps;
    }

    @Test
    void value_equals_plain_loops_and_gradient_central_differences() {
        double[] z = new SplittableRandom(4).doubles(B * K * N, -2, 2).toArray();
        int[][] truth = rectangles();
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(z, ScalarType.Double, B, K, H, W);
            Tensor value = new ActiveBoundaryLoss(List.of(), CLIP).value(Prediction.of(logits),
                    Target.of(maps(truth)), TrainingTime.START);
            value.backward();
            assertThat(value.item_double()).isPositive()
                    .isCloseTo(value(z, z, truth), within(1e-12));
            double[] gradient = Doubles.values(logits.grad());
            // the pixels with a gradient are few, so look at those and at some without
            List<Integer> largest = IntStream.range(0, z.length).boxed()
                    .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i]))).limit(120).toList();
            var looked = new ArrayList<>(largest);
            for (int i = 0; i < z.length; i += 100) {
                looked.add(i);
            }
            for (int i : looked) {
                double[] up = z.clone();
                double[] down = z.clone();
                up[i] += 1e-6;
                down[i] -= 1e-6;
                double difference = (value(up, z, truth) - value(down, z, truth)) / 2e-6;
                assertThat(gradient[i]).as("gradient " + i).isCloseTo(difference, within(1e-8));
            }
        }
    }

    @Test
    void single_precision_agrees_with_double() {
        double[] z = new SplittableRandom(4).doubles(B * K * N, -2, 2).toArray();
        Loss loss = new ActiveBoundaryLoss();
        assertThat(value(loss, z, ScalarType.Float, maps(rectangles())))
                .isCloseTo(value(loss, z, ScalarType.Double, maps(rectangles())), within(1e-5));
    }

    private static double value(Loss loss, double[] z, ScalarType type, List<LabelMap> truth) {
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.of(z, type, truth.size(), z.length / N / truth.size(), H, W);
            return loss.value(Prediction.of(logits), Target.of(truth)).item_double();
        }
    }

    @Test
    void unnamed_classes_count_as_one() {
        double[] z = new SplittableRandom(7).doubles(K * N, -5, 5).toArray();
        double[] merged = new double[2 * N];
        byte[] labels = new byte[N];
        int[] truth = rectangles()[0];
        for (int i = 0; i < N; i++) {
            merged[i] = Math.log(Math.exp(z[i]) + Math.exp(z[N + i]));
            merged[N + i] = z[2 * N + i];
            if (truth[i] == 2) labels[i] = 1;
        }
        var two = new LabelMap(maps(rectangles()).getFirst().grid(), 2, labels);
        List<LabelMap> three = maps(new int[][]{truth});
        double named = value(new ActiveBoundaryLoss(List.of(2), CLIP), z, ScalarType.Double, three);
        assertThat(named).isPositive()
                .isCloseTo(value(new ActiveBoundaryLoss(List.of(), CLIP), merged, ScalarType.Double,
                        List.of(two)), within(1e-12))
                .isNotCloseTo(value(new ActiveBoundaryLoss(List.of(), CLIP), z, ScalarType.Double, three),
                        within(1e-3));
    }

    @Test
    void a_perfect_prediction_costs_nothing_and_a_shifted_one_something() {
        double[] z = new double[B * K * N];
        double[] shifted = new double[B * K * N];
        int[][] truth = rectangles();
        var random = new SplittableRandom(6); // unequal edges, so that some pass the threshold
        for (int i = 0; i < B * N; i++) {
            int at = i / N * K * N + i % N;
            z[at + truth[i / N][i % N] * N] = 1 + 9 * random.nextDouble();
            shifted[at + truth[i / N][(i + 4) % N] * N] = 1 + 9 * random.nextDouble();
        }
        assertThat(value(new ActiveBoundaryLoss(), z, ScalarType.Double, maps(truth)))
                .isCloseTo(0, within(1e-12));
        assertThat(value(new ActiveBoundaryLoss(), shifted, ScalarType.Double, maps(truth))).isPositive();
    }

    @Test
    void nothing_predicted_and_volumes_are_told_apart() {
        assertThat(value(new ActiveBoundaryLoss(), new double[B * K * N], ScalarType.Double,
                maps(rectangles()))).isEqualTo(0);
        try (var _ = new PointerScope()) {
            Prediction volume = Prediction.of(Doubles.of(new double[16], ScalarType.Double, 1, 2, 2, 2, 2));
            Target target = Target.of(Doubles.of(new double[16], ScalarType.Double, 1, 2, 2, 2, 2));
            assertThatThrownBy(() -> new ActiveBoundaryLoss().value(volume, target)).hasMessage(
                    "the active boundary loss needs logits [B,K,H,W], but these have rank 5; use hausdorff or "
                            + "surfaceDice in 3-D");
        }
        assertThatThrownBy(() -> new ActiveBoundaryLoss(List.of(), 0)).hasMessageContaining("clipMm");
    }
}
