package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.loss.PerComponentLoss.Sizes;
import io.github.edgewise.volume.Lengths;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Losses of components by hand, and against a loop over masks.
class ComponentLossTest {
    private static final int B = 3;
    private static final int K = 3;
    private static final int N = 24;
    private static final long[] SHAPE = {B, K, 4, 6};
    /// Image 0: two components of class 1, one of class 2. Image 1: one of class 1, cut: 5 is nearest to some
    /// voxels but lies outside of the patch. Image 2: none.
    private static final String[] LABELS = {
        "11...." + "11..1." + "......" + "2.....",
        "......" + ".1...." + "......" + "......",
        "......" + "......" + "......" + "......"};
    private static final String[][] REGIONS = {
        {"111222" + "111222" + "111222" + "111222", "111111" + "111111" + "111111" + "111111"},
        {"333355" + "333355" + "333355" + "333555", "444444" + "444444" + "444444" + "444444"},
        {"000000" + "000000" + "000000" + "000000", "222222" + "222222" + "222222" + "222222"}};
    private static final double[] G = new double[B * K * N];
    private static final double[] NUMBERS = new double[B * K * N];
    private static final double[] Z = new SplittableRandom(4).doubles(B * K * N, -2, 2).toArray();

    static {
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < N; i++) {
                char c = LABELS[b].charAt(i);
                G[(b * K + (c == '.' ? 0 : c - '0')) * N + i] = 1;
                for (int k = 1; k < K; k++) {
                    NUMBERS[(b * K + k) * N + i] = REGIONS[b][k - 1].charAt(i) - '0';
                }
            }
        }
    }

    private static Target target() {
        return Target.of(Doubles.of(G, ScalarType.Double, SHAPE))
                .regions(Doubles.of(NUMBERS, ScalarType.Double, SHAPE));
    }

    private static double value(Loss loss, double[] z, double[] gradient) {
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(z, ScalarType.Double, SHAPE);
            Tensor value = loss.value(Prediction.of(logits), target());
            value.backward();
            double[] own = Doubles.values(logits.grad());
            System.arraycopy(own, 0, gradient, 0, own.length);
            return value.item_double();
        }
    }

    private static double value(Loss loss) { return value(loss, Z, new double[Z.length]); }

    /// The loss of the voxels of image b that belong to a group, with class k against all else.
    private static double loss(String name, double[] p, int b, int k, IntPredicate group) {
        double both = 0;
        double sumP = 0;
        double sumG = 0;
        double squares = 0;
        double wrong = 0;
        double entropy = 0;
        double focal = 0;
        int n = 0;
        for (int i = 0; i < N; i++) {
            if (!group.test(i)) continue;
            double q = p[(b * K + k) * N + i];
            double g = G[(b * K + k) * N + i];
            n++;
            both += q * g;
            sumP += q;
            sumG += g;
            squares += q * q + g * g;
            wrong += (q - g) * (q - g);
            for (int j = 0; j < K; j++) {
                double own = p[(b * K + j) * N + i];
                entropy -= G[(b * K + j) * N + i] * Math.log(own);
                focal -= G[(b * K + j) * N + i] * (1 - own) * (1 - own) * Math.log(own);
            }
        }
        double missed = 1 - (both + 1e-5) / (both + 0.7 * (sumG - both) + 0.3 * (sumP - both) + 1e-5);
        double focalMissed = 1 - (both + 1e-6) / (both + 0.7 * (sumG - both) + 0.3 * (sumP - both) + 1e-6);
        double w = 1 / (sumG * sumG);
        double v = n > sumG ? 1 / ((n - sumG) * (n - sumG)) : w;
        return switch (name) {
            case "dice" -> 1 - (2 * both + 1e-10) / (sumP + sumG + 1e-10);
            case "squaredDice" -> wrong / (squares + 1e-6);
            case "tversky" -> missed;
            case "focalTversky" -> Math.pow(focalMissed, 0.75);
            case "crossEntropy" -> entropy / n;
            case "focal" -> focal / n;
            case "diceCrossEntropy" -> 0.5 * (wrong / (squares + 1e-6) + entropy / n);
            default -> 1 - 2 * (w * both + v * (n - sumP - sumG + both))
                    / (w * (sumP + sumG) + v * (2 * n - sumP - sumG));
        };
    }

    /// The mean over components, for one mask after the other.
    private static double mean(String name, double[] z, boolean blob, double exponent) {
        double[] p = softmax(z);
        double sum = 0;
        int some = 0;
        for (int b = 0; b < B; b++) {
            for (int k = 1; k < K; k++) {
                int row = (b * K + k) * N;
                double values = 0;
                double weights = 0;
                for (int number = 1; number <= 9; number++) {
                    int wanted = number;
                    double size = (double) IntStream.range(0, N)
                            .filter(i -> G[row + i] == 1 && NUMBERS[row + i] == wanted).count();
                    if (size == 0) continue;
                    double weight = Math.pow(size, exponent);
                    values += weight * loss(name, p, b, k, i -> blob
                            ? G[row + i] == 0 || NUMBERS[row + i] == wanted
                            : NUMBERS[row + i] == wanted);
                    weights += weight;
                }
                if (weights == 0) continue;
                sum += values / weights;
                some++;
            }
        }
        return sum / some;
    }

    private static double[] softmax(double[] z) {
        double[] p = new double[z.length];
        for (int b = 0; b < B; b++) {
            for (int i = 0; i < N; i++) {
                double sum = 0;
                for (int k = 0; k < K; k++) {
                    sum += Math.exp(z[(b * K + k) * N + i]);
                }
                for (int k = 0; k < K; k++) {
                    p[(b * K + k) * N + i] = Math.exp(z[(b * K + k) * N + i]) / sum;
                }
            }
        }
        return p;
    }

    private static Loss perComponent(String inner, double weight, Sizes sizes) {
        return new PerComponentLoss(Losses.parse(inner), weight, sizes, List.of(), Lengths.PLANNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dice", "squaredDice", "tversky", "focalTversky", "crossEntropy", "focal",
                "diceCrossEntropy", "generalizedDice"})
    void equals_a_loop_over_masks_and_its_gradient_central_differences(String name) {
        double whole = value(Losses.parse(name));
        assertThat(value(perComponent(name, 1, Sizes.EQUAL)))
                .isCloseTo(whole + mean(name, Z, false, 0), within(1e-8));
        assertThat(value(perComponent(name, 0.3, Sizes.INVERSE_ROOT)))
                .isCloseTo(whole + 0.3 * mean(name, Z, false, -0.5), within(1e-8));
        Loss blob = new BlobLoss(Losses.parse(name));
        assertThat(value(blob)).isCloseTo(whole + 0.5 * mean(name, Z, true, 0), within(1e-8));
        for (Loss loss : List.of(perComponent(name, 1, Sizes.INVERSE_ROOT), blob)) {
            boolean isBlob = loss instanceof BlobLoss;
            double[] gradient = new double[Z.length];
            double[] plain = new double[Z.length];
            value(loss, Z, gradient);
            value(Losses.parse(name), Z, plain);
            for (int i = 0; i < Z.length; i += 5) {
                double[] up = Z.clone();
                double[] down = Z.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double difference = (mean(name, up, isBlob, isBlob ? 0 : -0.5)
                        - mean(name, down, isBlob, isBlob ? 0 : -0.5)) / 2e-5;
                assertThat(gradient[i] - plain[i]).isCloseTo((isBlob ? 0.5 : 1) * difference, within(1e-8));
            }
        }
    }

    @Test
    void two_components_by_hand() {
        // class 1 at voxels 0 and 3, found and missed; two voxels are nearer to each
        long[] shape = {1, 2, 1, 4};
        double[] g = {0, 1, 1, 0, 1, 0, 0, 1};
        double[] regions = {0, 0, 0, 0, 1, 1, 2, 2};
        double[] p = {0.8, 0.4, 0.1, 0.2};
        double[] z = new double[8];
        for (int i = 0; i < 4; i++) {
            z[4 + i] = Math.log(p[i] / (1 - p[i]));
        }
        try (var _ = new PointerScope()) {
            Target target = Target.of(Doubles.of(g, ScalarType.Double, shape))
                    .regions(Doubles.of(regions, ScalarType.Double, shape));
            Prediction prediction = Prediction.of(Doubles.leaf(z, ScalarType.Double, shape));
            Loss dice = new DiceLoss(List.of(1));
            double whole = 1 - 2 * 1 / (1.5 + 2);
            double found = 1 - 2 * 0.8 / (1.2 + 1);
            double missed = 1 - 2 * 0.2 / (0.3 + 1);
            assertThat(new PerComponentLoss(dice).value(prediction, target).item_double())
                    .isCloseTo(whole + (found + missed) / 2, within(1e-9));
            double foundAlone = 1 - 2 * 0.8 / (1.3 + 1); // without the last voxel
            double missedAlone = 1 - 2 * 0.2 / (0.7 + 1); // without the first
            assertThat(new BlobLoss(dice).value(prediction, target).item_double())
                    .isCloseTo(whole + 0.5 * (foundAlone + missedAlone) / 2, within(1e-9));
            double entropy = -(Math.log(0.8) + Math.log(0.6)) / 2 - (Math.log(0.9) + Math.log(0.2)) / 2;
            assertThat(new PerComponentLoss(new CrossEntropyLoss()).value(prediction, target).item_double())
                    .as("regions of one size").isCloseTo(1.5 * entropy - entropy / 2, within(1e-8));
        }
    }

    @Test
    void regions_are_made_from_the_labels_where_the_batch_has_none() {
        try (var _ = new PointerScope()) {
            Prediction prediction = Prediction.of(Doubles.leaf(Z, ScalarType.Double, SHAPE));
            Target plain = Target.of(Doubles.of(G, ScalarType.Double, SHAPE));
            Target given = plain.regions(plain.regions());
            Loss loss = new PerComponentLoss(new DiceLoss());
            assertThat(loss.value(prediction, plain).item_double()).isPositive()
                    .isEqualTo(loss.value(prediction, given).item_double());
        }
    }

    @Test
    void a_batch_without_a_component_has_the_plain_loss_and_its_gradient() {
        long[] shape = {2, 2, 3, 3};
        double[] g = new double[36];
        Arrays.fill(g, 0, 9, 1);
        Arrays.fill(g, 18, 27, 1);
        double[] z = Arrays.copyOf(Z, 36);
        for (double outside : new double[]{0, 3}) { // absent from the case, or outside of the patch
            double[] regions = new double[36];
            Arrays.fill(regions, 9, 18, outside);
            for (String name : List.of("dice", "diceCrossEntropy", "generalizedDice", "focal")) {
                for (Loss loss : List.of(new PerComponentLoss(Losses.parse(name)),
                        perComponent(name, 1, Sizes.INVERSE_ROOT), new BlobLoss(Losses.parse(name)))) {
                    try (var _ = new PointerScope()) {
                        Target target = Target.of(Doubles.of(g, ScalarType.Double, shape))
                                .regions(Doubles.of(regions, ScalarType.Double, shape));
                        Tensor one = Doubles.leaf(z, ScalarType.Double, shape);
                        Tensor other = Doubles.leaf(z, ScalarType.Double, shape);
                        Tensor value = loss.value(Prediction.of(one), target);
                        Tensor plain = Losses.parse(name).value(Prediction.of(other), target);
                        value.backward();
                        plain.backward();
                        assertThat(value.item_double()).isEqualTo(plain.item_double());
                        assertThat(Doubles.values(one.grad())).containsExactly(Doubles.values(other.grad()));
                    }
                }
            }
        }
    }

    @Test
    void a_missed_component_has_a_gradient_where_the_network_is_sure_that_there_is_none() {
        for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float, ScalarType.BFloat16)) {
            for (Loss loss : List.of(new PerComponentLoss(new DiceCrossEntropyLoss()),
                    new BlobLoss(new DiceCrossEntropyLoss()), new PerComponentLoss(new CrossEntropyLoss()))) {
                double[] z = new double[Z.length];
                for (int b = 0; b < B; b++) {
                    Arrays.fill(z, b * K * N, (b * K + 1) * N, 60);
                    Arrays.fill(z, (b * K + 1) * N, (b + 1) * K * N, -60);
                }
                try (var _ = new PointerScope()) {
                    Tensor logits = Doubles.leaf(z, type, SHAPE);
                    Tensor value = loss.value(Prediction.of(logits), target());
                    value.backward();
                    assertThat(value.item_double()).isFinite();
                    double[] gradient = Doubles.values(logits.grad());
                    assertThat(gradient).matches(all -> Arrays.stream(all).allMatch(Double::isFinite));
                    assertThat(gradient[N + 10]).as("up with component 2 of class 1, %s %s", type, loss)
                            .isLessThan(-1e-3);
                }
            }
        }
    }

    @Test
    void sums_of_a_large_region_are_exact_in_float() {
        int side = 1024;
        long[] shape = {1, 2, side, side};
        int n = side * side;
        double[] g = new double[2 * n];
        Arrays.fill(g, 0, n, 1);
        g[0] = 0;
        g[n] = 1;
        double[] regions = new double[2 * n];
        Arrays.fill(regions, n, 2 * n, 1);
        double[] z = new double[2 * n];
        Arrays.fill(z, n, 2 * n, Math.log(0.001 / 0.999));
        try (var _ = new PointerScope()) {
            Target target = Target.of(Doubles.of(g, ScalarType.Float, shape))
                    .regions(Doubles.of(regions, ScalarType.Float, shape));
            Prediction prediction = Prediction.of(Doubles.leaf(z, ScalarType.Float, shape));
            Loss dice = new DiceLoss(List.of(1));
            double part = new PerComponentLoss(dice).value(prediction, target).item_double()
                    - dice.value(prediction, target).item_double();
            assertThat(1 - part).isCloseTo(2 * 0.001 / (0.001 * n + 1), within(1e-7));
        }
    }

    @Test
    void wanted_classes_alone_count_and_a_sum_becomes_a_sum() {
        Loss first = new PerComponentLoss(new DiceLoss(), 1, Sizes.EQUAL, List.of(1), 5);
        Loss second = new PerComponentLoss(new DiceLoss(), 1, Sizes.EQUAL, List.of(2), 5);
        double plain = value(new DiceLoss());
        // two images have class 1, one has class 2
        assertThat(value(new PerComponentLoss(new DiceLoss())) - plain)
                .isCloseTo((2 * (value(first) - plain) + value(second) - plain) / 3, within(1e-12));
        Loss sum = new DiceLoss().plus(0.25, new CrossEntropyLoss());
        double apart = value(new PerComponentLoss(new DiceLoss()))
                + 0.25 * value(new PerComponentLoss(new CrossEntropyLoss()));
        assertThat(value(new PerComponentLoss(sum))).isCloseTo(apart, within(1e-12));
        assertThat(WeightedSum.of(new PerComponentLoss(sum)).terms()).hasSize(2);
        assertThat(new PerComponentLoss(sum).plus(2, new BlobLoss(sum)).terms())
                .extracting(WeightedSum.Term::loss)
                .containsExactly(new PerComponentLoss(new DiceLoss()),
                        new PerComponentLoss(new CrossEntropyLoss()), new BlobLoss(new DiceLoss()),
                        new BlobLoss(new CrossEntropyLoss()));
    }

    @Test
    void says_which_losses_it_can_wrap() {
        assertThatThrownBy(() -> new PerComponentLoss(new BoundaryLoss()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "perComponent needs a loss that is made of sums over voxels, but boundary is not; "
                                + "wrap one of crossEntropy, dice, diceCrossEntropy, focal, focalTversky, "
                                + "generalizedDice, squaredDice, tversky and add the other beside it");
        assertThatThrownBy(() -> new BlobLoss(new DiceLoss().plus(1, new LovaszLoss())))
                .hasMessageStartingWith("blob needs").hasMessageContaining("lovasz is not");
        assertThatThrownBy(() -> perComponent("dice", -1, Sizes.EQUAL))
                .hasMessage("the weight of components must be a number from 0 up, but is -1.0");
        assertThatThrownBy(() -> new BlobLoss(new DiceLoss(), 1, List.of(0, 1), 20))
                .hasMessageContaining("names the background");
        assertThatThrownBy(() -> new BlobLoss(new DiceLoss(), 1, List.of(1), 0))
                .hasMessageContaining("searchMm must be a positive");
        assertThatThrownBy(() -> value(new BlobLoss(new DiceLoss(), 1, List.of(4), 20)))
                .hasMessageContaining("supervises class 4, but the network has only 3");
    }

    @Test
    void classes_that_overlap_have_components_of_their_own() {
        Loss loss = new PerClassSigmoid(new PerComponentLoss(new DiceLoss(List.of(1))));
        double plain = value(new PerClassSigmoid(new DiceLoss(List.of(1))));
        double sum = 0;
        int[][] rows = {{1, 1, 2}, {2, 1, 1}, {4, 3, 3}}; // row b * K + k, and its numbers
        for (int[] row : rows) {
            double own = 0;
            for (int number = row[1]; number <= row[2]; number++) {
                double both = 0;
                double all = 0;
                for (int i = row[0] * N; i < (row[0] + 1) * N; i++) {
                    if (NUMBERS[i] != number) continue;
                    both += G[i] / (1 + Math.exp(-Z[i]));
                    all += G[i] + 1 / (1 + Math.exp(-Z[i]));
                }
                own += 1 - 2 * both / all;
            }
            sum += own / (row[2] - row[1] + 1);
        }
        assertThat(value(loss)).isCloseTo(plain + sum / rows.length, within(1e-9));
    }
}
