package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every loss with its defaults, on images with two objects, without any and full of one.
class LossPropertiesTest {
    private static final String BAND = "boundary:bandMm=2.5";
    private static final List<String> NAMES = Stream.concat(Losses.names().stream(),
            Stream.of(BAND, "scnp(crossEntropy)", "scnp(diceCrossEntropy)", "perComponent(dice)",
                    "perComponent(diceCrossEntropy)", "perComponent(generalizedDice)",
                    "blob(diceCrossEntropy)", "blob(tversky)"))
            .toList();

    /// Sums or sorts over the batch, or is a mean over the images that have the class or a component.
    private static final Set<String> OVER_BATCH = Set.of("boundaryDou", "lovasz", "skeletonRecall",
            "perComponent(dice)", "perComponent(diceCrossEntropy)", "perComponent(generalizedDice)",
            "blob(diceCrossEntropy)", "blob(tversky)");
    /// Looks for the boundary on every axis, also on one of a single voxel; or 2-D only.
    private static final Set<String> KNOWS_AXES = Set.of("boundaryDou", "activeBoundary");
    /// Nothing punishes an absent class, or least where it is predicted with confidence, as their docs say.
    private static final Set<String> LENIENT = Set.of("generalizedSurface", "surfaceDice", "activeBoundary",
            BAND,
            "skeletonRecall");
    /// 2-D, and 0 for all that is wrong within a pixel of the boundary: on images this small, everything.
    private static final String ACTIVE = "activeBoundary";

    private static final String OBJECTS = """
            ......
            .11...
            .111..
            ..11.2
            ......
            """; // 2 is one voxel
    private static final String EMPTY = "......\n".repeat(5);
    private static final String FULL = "111111\n".repeat(5);
    private static final List<String> BATCH = List.of(OBJECTS, EMPTY, FULL);
    private static final int K = 3;
    private static final int N = 30;
    private static final long[] PLANE = {K, 5, 6};
    private static final long[] SLICE = {K, 1, 5, 6};
    private static final long[] SPACE = {K, 3, 5, 2};

    static Stream<String> names() { return NAMES.stream(); }

    static Stream<String> namesBlindToAxes() {
        return NAMES.stream().filter(name -> !KNOWS_AXES.contains(name));
    }

    private record Answer(double value, List<Double> gradient) {
        double largest() { return gradient.stream().mapToDouble(Math::abs).max().orElseThrow(); }
    }

    private static Answer answer(String spec, double[] logits, List<String> images, ScalarType type,
            long... shape) {
        try (var _ = new PointerScope()) {
            Grid grid = Grid.of(shape.length == 3
                    ? Shape.of((int) shape[1], (int) shape[2])
                    : Shape.of((int) shape[1], (int) shape[2], (int) shape[3]));
            Target target = Target.of(images.stream().map(image -> labels(grid, image)).toList());
            long[] size = new long[shape.length + 1];
            size[0] = images.size();
            System.arraycopy(shape, 0, size, 1, shape.length);
            Tensor z = Doubles.leaf(logits, type, size);
            Target typed = Target.of(target.oneHot().reshape(size).to(type),
                    target.distances().reshape(size).to(type));
            Tensor value = Losses.parse(spec).value(Prediction.of(z), typed);
            value.backward();
            return new Answer(value.item_double(),
                    DoubleStream.of(Doubles.values(z.grad())).boxed().toList());
        }
    }

    private static double value(String spec, double[] logits, List<String> images, long... shape) {
        return answer(spec, logits, images, ScalarType.Double, shape).value();
    }

    private static LabelMap labels(Grid grid, String image) {
        String voxels = image.replace("\n", "");
        byte[] labels = new byte[N];
        for (int i = 0; i < N; i++) {
            labels[i] = (byte) (voxels.charAt(i) == '.' ? 0 : voxels.charAt(i) - '0');
        }
        return new LabelMap(grid, K, labels);
    }

    /// Logits that are `size` for the true class and `-size` for the others.
    private static double[] sure(double size) {
        double[] z = new double[BATCH.size() * K * N];
        Arrays.fill(z, -size);
        for (int b = 0; b < BATCH.size(); b++) {
            String voxels = BATCH.get(b).replace("\n", "");
            for (int i = 0; i < N; i++) {
                int k = voxels.charAt(i) == '.' ? 0 : voxels.charAt(i) - '0';
                z[(b * K + k) * N + i] = size;
            }
        }
        return z;
    }

    private static double[] random(int seed) {
        return new SplittableRandom(seed).doubles((long) BATCH.size() * K * N, -2, 2).toArray();
    }

    @ParameterizedTest
    @MethodSource("names")
    void its_name_is_read_and_written(String name) {
        assertThat(Losses.text(Losses.parse(name))).isEqualTo(name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_perfect_prediction_is_the_minimum(String name) {
        for (long[] shape : shapes(name)) {
            double perfect = value(name, sure(50), BATCH, shape);
            double[] inverted = sure(-50);
            for (int seed = 0; seed < 5; seed++) {
                var random = new SplittableRandom(seed);
                double[] flipped = sure(50);
                for (int i = 0; i < flipped.length; i++) {
                    if (random.nextInt(10) == 0) flipped[i] = inverted[i];
                }
                assertAbove(perfect, name, flipped, shape);
                assertAbove(perfect, name, random(seed), shape);
            }
            assertAbove(perfect, name, sure(1), shape);
            assertAbove(perfect, name, inverted, shape);
        }
    }

    private static void assertAbove(double perfect, String name, double[] logits, long[] shape) {
        double value = value(name, logits, BATCH, shape);
        if (name.equals(ACTIVE)) {
            assertThat(value).isGreaterThanOrEqualTo(perfect);
        } else {
            assertThat(value).isGreaterThan(perfect);
        }
    }

    private static List<long[]> shapes(String name) {
        return name.equals(ACTIVE) ? List.of(PLANE) : List.of(PLANE, SPACE);
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradients_are_finite_where_the_network_is_sure_and_right_or_wrong(String name) {
        for (ScalarType type : List.of(ScalarType.Double, ScalarType.Float)) {
            for (String classes : List.of("", "classes=1", "classes=2+0")) {
                for (double[] z : List.of(sure(50), sure(-50), sure(8), new double[BATCH.size() * K * N])) {
                    Answer answer = answer(with(name, classes), z, BATCH, type, shapes(name).getLast());
                    assertThat(answer.value()).isFinite();
                    assertThat(answer.gradient()).allMatch(Double::isFinite);
                }
            }
        }
    }

    /// The same loss, or the one that it wraps, with a setting more.
    private static String with(String name, String setting) {
        if (setting.isEmpty()) return name;
        boolean wraps = name.endsWith(")");
        String start = wraps ? name.substring(0, name.length() - 1) : name;
        return start + (start.contains(":") ? "," : ":") + setting + (wraps ? ")" : "");
    }

    @ParameterizedTest
    @MethodSource("names")
    void the_order_of_images_is_of_no_matter_and_most_are_means_over_images(String name) {
        double[] z = random(5);
        double together = value(name, z, BATCH, PLANE);
        double[] moved = new double[z.length];
        System.arraycopy(z, K * N, moved, 0, 2 * K * N);
        System.arraycopy(z, 0, moved, 2 * K * N, K * N);
        assertThat(value(name, moved, List.of(EMPTY, FULL, OBJECTS), PLANE)).isCloseTo(together,
                within(1e-12));
        double sum = 0;
        for (int b = 0; b < BATCH.size(); b++) {
            sum += value(name, Arrays.copyOfRange(z, b * K * N, (b + 1) * K * N), List.of(BATCH.get(b)),
                    PLANE);
        }
        if (OVER_BATCH.contains(name)) {
            assertThat(Math.abs(sum / BATCH.size() - together)).isGreaterThan(1e-6);
        } else {
            assertThat(sum / BATCH.size()).isCloseTo(together, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void float32_is_close_to_float64(String name) {
        Answer exact = answer(name, random(7), BATCH, ScalarType.Double, shapes(name).getLast());
        Answer single = answer(name, random(7), BATCH, ScalarType.Float, shapes(name).getLast());
        assertThat(single.value()).isCloseTo(exact.value(), within(1e-5 * Math.abs(exact.value())));
        for (int i = 0; i < exact.gradient().size(); i++) {
            assertThat(single.gradient().get(i)).isCloseTo(exact.gradient().get(i),
                    within(1e-5 * exact.largest()));
        }
    }

    @ParameterizedTest
    @MethodSource("namesBlindToAxes")
    void a_volume_of_one_slice_is_an_image(String name) {
        assertThat(value(name, random(3), BATCH, SLICE)).isCloseTo(value(name, random(3), BATCH, PLANE),
                within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("names")
    void classes_that_change_places_change_nothing_else(String name) {
        double[] z = random(11);
        double[] swapped = z.clone();
        for (int b = 0; b < BATCH.size(); b++) {
            System.arraycopy(z, (b * K + 1) * N, swapped, (b * K + 2) * N, N);
            System.arraycopy(z, (b * K + 2) * N, swapped, (b * K + 1) * N, N);
        }
        List<String> exchanged = BATCH.stream()
                .map(image -> image.replace('1', 'x').replace('2', '1').replace('x', '2')).toList();
        Answer before = answer(name, z, BATCH, ScalarType.Double, PLANE);
        Answer after = answer(name, swapped, exchanged, ScalarType.Double, PLANE);
        assertThat(after.value()).isCloseTo(before.value(), within(1e-12 * Math.abs(before.value())));
        for (int i = 0; i < z.length; i++) {
            int k = i / N % K;
            int other = k == 0 ? i : k == 1 ? i + N : i - N;
            assertThat(after.gradient().get(other)).isCloseTo(before.gradient().get(i),
                    within(1e-12 * before.largest()));
        }
    }

    static Stream<String> namesThatPunish() {
        return NAMES.stream().filter(name -> !LENIENT.contains(name));
    }

    /// The table of what an absent class does, for the defaults: the false positive must become smaller.
    @ParameterizedTest
    @MethodSource("namesThatPunish")
    void a_false_positive_of_an_absent_class_is_punished(String name) {
        double[] z = new double[K * N];
        Arrays.fill(z, 0, N, 2);
        int blob = 14;
        z[blob] = 0;
        z[N + blob] = 2;
        Answer answer = answer(name, z, List.of(EMPTY), ScalarType.Double, PLANE);
        assertThat(answer.gradient().get(N + blob)).as("down with class 1").isGreaterThan(1e-4)
                .isGreaterThan(answer.largest() / 4);
        assertThat(answer.gradient().get(blob)).as("up with the background").isLessThan(-1e-4);
    }
}
