package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.fixture.Npy;
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

/// Focal loss against the values and gradients of the reference implementation.
class GoldenFocalTest {
    private static final JsonNode GOLDEN = new JsonMapper().readTree(Npy.bytes("focal.json"));

    static Stream<Arguments> cases() {
        return GOLDEN.path("cases").values().stream().map(c -> Arguments.of(
                c.path("args") + " on " + c.path("input").asString() + " " + c.path("precision").asString(),
                c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void value_and_gradient_equal_the_reference(String name, JsonNode expected) {
        JsonNode input = GOLDEN.path("inputs").path(expected.path("input").asString());
        boolean isDouble = expected.path("precision").asString().equals("f64");
        ScalarType type = isDouble ? ScalarType.Double : ScalarType.Float;
        double tolerance = isDouble ? 1e-12 : 1e-5;
        long[] shape = input.path("shape").values().stream().mapToLong(JsonNode::asLong).toArray();
        JsonNode args = expected.path("args");
        List<Integer> classes = args.path("idc").values().stream().map(JsonNode::asInt).toList();
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(Npy.read(input.path("logits_f32").asString()), type, shape);
            double[] oneHot = GoldenLossTest.oneHot(Npy.read(input.path("labels_u8").asString()), shape);
            Tensor value = new FocalLoss(classes, args.path("gamma").asDouble())
                    .value(Prediction.of(logits), Target.of(Doubles.of(oneHot, type, shape)));
            value.backward();
            double golden = expected.path("value").asDouble();
            assertThat(value.item_double()).isCloseTo(golden, within(tolerance * golden));
            GoldenLossTest.assertGradient(Doubles.values(logits.grad()), expected, tolerance);
        }
    }
}
