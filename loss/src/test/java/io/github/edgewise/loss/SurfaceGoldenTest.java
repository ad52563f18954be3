package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.fixture.Npy;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Losses that measure surfaces against the values and gradients of published implementations.
class SurfaceGoldenTest {
    private static final JsonNode LOSSES = new JsonMapper().readTree(Npy.bytes("losses.json"));
    private static final JsonNode SURFACE = new JsonMapper().readTree(Npy.bytes("surface.json"));
    private static final JsonNode MIST = new JsonMapper().readTree(Npy.bytes("mist.json"));

    static Stream<Arguments> hausdorff() {
        return SURFACE.path("hausdorff").values().stream().map(c -> Arguments.of(
                c.path("args") + " on " + c.path("input").asString() + " " + c.path("precision").asString(),
                c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hausdorff")
    void hausdorff_equals_the_reference_with_the_point_that_it_makes_up(String name, JsonNode expected) {
        JsonNode input = LOSSES.path("inputs").path(expected.path("input").asString());
        long[] shape = longs(input.path("shape"));
        List<Integer> classes = new ArrayList<>();
        expected.path("args").path("idc").values().forEach(k -> classes.add(k.asInt()));
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(Npy.read(input.path("logits_f32").asString()), type(expected),
                    shape);
            double[] oneHot = oneHot(Npy.read(input.path("labels_u8").asString()), shape);
            Tensor value = new HausdorffLoss(classes, 1, true).value(Prediction.of(logits),
                    Target.of(Doubles.of(oneHot, type(expected), shape)), TrainingTime.START);
            assertEqual(value, logits, expected, 1, 0, new double[0]);
        }
    }

    static Stream<Arguments> mist() {
        return cases("BoundaryLoss", "HDOneSidedLoss", "GenSurfLoss").map(c -> Arguments.of(
                c.path("loss").asString() + " on " + c.path("dtm").asString() + ", alpha "
                        + c.path("alpha").asDouble() + ", background "
                        + !c.path("exclude_background").asBoolean() + ", " + c.path("precision").asString(),
                c));
    }

    /// MIST's losses are alpha DiceCE + (1 - alpha) surface; DiceCE is taken from its own golden values.
    @ParameterizedTest(name = "{0}")
    @MethodSource("mist")
    void surface_terms_equal_those_of_mist(String name, JsonNode expected) {
        long[] shape = longs(MIST.path("shape"));
        double alpha = expected.path("alpha").asDouble();
        JsonNode region = cases("DiceCELoss")
                .filter(c -> c.path("precision").equals(expected.path("precision"))
                        && c.path("exclude_background").equals(expected.path("exclude_background")))
                .findFirst()
                .orElseThrow();
        double[] regionGradient = region.path("grad_logits").isString()
                ? Npy.read(region.path("grad_logits").asString())
                : new double[0];
        Loss loss = switch (expected.path("loss").asString()) {
            case "BoundaryLoss" ->
                new BoundaryLoss(List.of(), Double.POSITIVE_INFINITY, DistanceScale.MM, true);
            case "HDOneSidedLoss" -> new HausdorffOneSidedLoss();
            default -> new GeneralizedSurfaceLoss();
        };
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(Npy.read("mist/logits.npy"), type(expected), shape);
            Target target = Target.of(
                    Doubles.of(oneHot(Npy.read("mist/labels.npy"), shape), type(expected), shape),
                    Doubles.of(Npy.read("mist/" + expected.path("dtm").asString() + ".npy"), type(expected),
                            shape));
            Tensor value = loss.value(Prediction.of(logits), target, TrainingTime.START);
            assertEqual(value, logits, expected, 1 - alpha, alpha * region.path("value").asDouble(),
                    Arrays.stream(regionGradient).map(g -> alpha * g).toArray());
        }
    }

    /// That value and gradient, times `share` and plus a known rest, are the expected ones.
    private static void assertEqual(Tensor value, Tensor logits, JsonNode expected, double share,
            double rest, double[] restOfGradient) {
        value.backward();
        double tolerance = type(expected) == ScalarType.Double ? 1e-12 : 1e-5;
        double golden = expected.path("value").asDouble();
        assertThat(share * value.item_double() + rest).as("value")
                .isCloseTo(golden, within(tolerance * Math.abs(golden)));
        if (rest != 0 && restOfGradient.length == 0) return;
        double[] gradient = Doubles.values(logits.grad());
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = share * gradient[i] + (rest == 0 ? 0 : restOfGradient[i]);
        }
        double length = expected.path("grad_l2").asDouble();
        assertThat(Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum())).as("length of the gradient")
                .isCloseTo(length, within(10 * tolerance * length));
        if (!expected.path("grad_logits").isString()) return;
        double[] wanted = Npy.read(expected.path("grad_logits").asString());
        for (int i = 0; i < wanted.length; i++) {
            assertThat(gradient[i]).as("gradient " + i).isCloseTo(wanted[i],
                    within(tolerance * expected.path("grad_absmax").asDouble()));
        }
    }

    static Stream<Arguments> unet() {
        return SURFACE.path("unet").values().stream()
                .map(c -> Arguments.of(c.path("name").asString() + " at " + c.path("resolution"), c));
    }

    /// The reference adds the frequency of the class where this adds its inverse.
    @ParameterizedTest(name = "{0}")
    @MethodSource("unet")
    void weights_of_unet_rise_towards_boundaries_as_in_the_reference(String name, JsonNode expected) {
        double[] labels = Npy.read(expected.path("labels").asString());
        double[] golden = Npy.read(expected.path("weights_f32").asString()); // [K,D,H,W]
        int classes = expected.path("K").asInt();
        int n = labels.length;
        LabelMap map = labelMap(labels, classes, expected);
        double[] phi = new double[classes * n];
        for (int k = 0; k < classes; k++) {
            float[] mm = SignedDistance.of(map).with(ZeroLevel.REFERENCE_TRUNCATED).forClass(k).mm();
            for (int i = 0; i < n; i++) {
                phi[k * n + i] = mm[i];
            }
        }
        long[] shape = {1, classes, 1, n};
        try (var _ = new PointerScope()) {
            double[] weights = Doubles.values(new UNetCrossEntropyLoss().weights(
                    Doubles.of(oneHot(labels, shape), ScalarType.Double, shape),
                    Doubles.of(phi, ScalarType.Double, shape), 5));
            double present = Arrays.stream(labels).distinct().count();
            for (int i = 0; i < n; i++) {
                double voxels = map.count(map.at(i));
                double near = weights[i] - n / (present * voxels);
                assertThat(near).isCloseTo(golden[map.at(i) * n + i] - voxels / n, within(1e-5));
            }
        }
    }

    private static LabelMap labelMap(double[] labels, int classes, JsonNode expected) {
        long[] s = longs(expected.path("shape"));
        double[] w = expected.path("resolution").values().stream().mapToDouble(JsonNode::asDouble).toArray();
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        Grid grid = s.length == 2
                ? Grid.of(Shape.of((int) s[0], (int) s[1]), Spacing.of(w[0], w[1]))
                : Grid.of(Shape.of((int) s[0], (int) s[1], (int) s[2]), new Spacing(w[0], w[1], w[2]));
        return new LabelMap(grid, classes, bytes);
    }

    private static Stream<JsonNode> cases(String... losses) {
        return MIST.path("cases").values().stream()
                .filter(c -> List.of(losses).contains(c.path("loss").asString()));
    }

    private static ScalarType type(JsonNode expected) {
        return expected.path("precision").asString().equals("f64") ? ScalarType.Double : ScalarType.Float;
    }

    private static long[] longs(JsonNode list) {
        return list.values().stream().mapToLong(JsonNode::asLong).toArray();
    }

    private static double[] oneHot(double[] labels, long[] shape) {
        int voxels = (int) Arrays.stream(shape).skip(2).reduce(1, (a, b) -> a * b);
        int classes = (int) shape[1];
        double[] oneHot = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[(i / voxels * classes + (int) labels[i]) * voxels + i % voxels] = 1;
        }
        return oneHot;
    }
}
