package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.loss.GeneralizedDiceLoss.AbsentClass;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.fixture.Npy;
import io.github.edgewise.schedule.TrainingTime;
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

/// Every loss against the values and gradients of the reference implementation.
class GoldenLossTest {
    private static final JsonNode GOLDEN = new JsonMapper().readTree(Npy.bytes("losses.json"));
    private static final double SINGLE = 1e-5;
    private static final double DOUBLE = 1e-12;

    static Stream<Arguments> cases() {
        return GOLDEN.path("cases").values().stream()
                .map(c -> Arguments.of(c.path("loss").asString() + c.path("args")
                        + " on " + c.path("input").asString() + " " + c.path("target").asString() + " "
                        + c.path("precision").asString(), c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void value_and_gradient_equal_the_reference(String name, JsonNode expected) {
        JsonNode input = GOLDEN.path("inputs").path(expected.path("input").asString());
        boolean isDouble = expected.path("precision").asString().equals("f64");
        ScalarType type = isDouble ? ScalarType.Double : ScalarType.Float;
        double tolerance = isDouble ? DOUBLE : SINGLE;
        long[] shape = input.path("shape").values().stream().mapToLong(JsonNode::asLong).toArray();
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(Npy.read(input.path("logits_f32").asString()), type, shape);
            Tensor oneHot = Doubles.of(oneHot(Npy.read(input.path("labels_u8").asString()), shape), type,
                    shape);
            boolean truncated = expected.path("target").asString().contains("distmap_trunc");
            String map = input.path(truncated ? "distmap_trunc_f32" : "distmap_exact_f64").asString();
            Target target = Target.of(oneHot, Doubles.of(Npy.read(map), type, shape));
            Tensor value = loss(expected).value(Prediction.of(logits), target, TrainingTime.START);
            value.backward();
            double golden = expected.path("value").asDouble();
            assertThat(value.item_double()).as("value").isCloseTo(golden,
                    within(tolerance * Math.abs(golden) + 1e-300));
            assertGradient(Doubles.values(logits.grad()), expected, tolerance);
        }
    }

    static void assertGradient(double[] gradient, JsonNode expected, double tolerance) {
        double largest = expected.path("grad_absmax").asDouble();
        double length = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        double goldenLength = expected.path("grad_l2").asDouble();
        // below 1e-25 the published weight of an absent class leaves nothing but rounding
        if (goldenLength < 1e-25) {
            assertThat(length).as("length of the gradient").isLessThan(1e-20);
            return;
        }
        assertThat(length).as("length of the gradient").isCloseTo(goldenLength,
                within(10 * tolerance * goldenLength));
        if (!expected.path("grad_logits").isString()) return;
        double[] golden = Npy.read(expected.path("grad_logits").asString());
        for (int i = 0; i < golden.length; i++) {
            assertThat(gradient[i]).as("gradient " + i).isCloseTo(golden[i], within(tolerance * largest));
        }
    }

    private static Loss loss(JsonNode expected) {
        JsonNode args = expected.path("args");
        List<Integer> classes = new ArrayList<>();
        args.path("idc").values().forEach(k -> classes.add(k.asInt()));
        return switch (expected.path("loss").asString()) {
            case "CrossEntropy" -> new CrossEntropyLoss(classes);
            case "GeneralizedDice" -> new GeneralizedDiceLoss(classes, AbsentClass.REFERENCE);
            case "DiceLoss" -> new DiceLoss(classes);
            case "SurfaceLoss" -> new BoundaryLoss(classes, Double.POSITIVE_INFINITY, DistanceScale.MM, true);
            default -> Losses.parse(args.path("wa").asString() + "*generalizedDice:absent=reference + "
                    + args.path("wb").asString() + "*boundary:reference=true");
        };
    }

    static double[] oneHot(double[] labels, long[] shape) {
        int voxels = (int) Arrays.stream(shape).skip(2).reduce(1, (a, b) -> a * b);
        int classes = (int) shape[1];
        double[] oneHot = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[(i / voxels * classes + (int) labels[i]) * voxels + i % voxels] = 1;
        }
        return oneHot;
    }
}
