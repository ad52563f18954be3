package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.fixture.Npy;
import io.github.edgewise.schedule.Constant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Losses against the values and gradients of MIST, in its layout `[B,K,H,W,D]`.
class MistGoldenTest {
    private static final JsonNode GOLDEN = new JsonMapper().readTree(Npy.bytes("mist.json"));
    private static final Set<String> REPRODUCED = Set.of("DiceLoss", "DiceCELoss", "BoundaryLoss");

    static Stream<Arguments> cases() {
        return GOLDEN.path("cases").values().stream()
                .filter(c -> REPRODUCED.contains(c.path("loss").asString()))
                .map(c -> Arguments.of(c.path("loss").asString()
                        + (c.path("exclude_background").asBoolean() ? " without background, " : ", ")
                        + c.path("dtm") + " alpha " + c.path("alpha") + " " + c.path("precision").asString(),
                        c));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void value_and_gradient_equal_mist(String name, JsonNode expected) {
        boolean isDouble = expected.path("precision").asString().equals("f64");
        ScalarType type = isDouble ? ScalarType.Double : ScalarType.Float;
        double tolerance = isDouble ? 1e-12 : 1e-5;
        long[] shape = GOLDEN.path("shape").values().stream().mapToLong(JsonNode::asLong).toArray();
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(Npy.read("mist/logits.npy"), type, shape);
            double[] oneHot = GoldenLossTest.oneHot(Npy.read("mist/labels.npy"), shape);
            boolean normalised = expected.path("dtm").toString().contains("norm");
            double[] map = Npy.read(normalised ? "mist/dtm_norm.npy" : "mist/dtm.npy");
            Target target = Target.of(Doubles.of(oneHot, type, shape), Doubles.of(map, type, shape));
            Tensor value = loss(expected).value(Prediction.of(logits), target);
            value.backward();
            double golden = expected.path("value").asDouble();
            assertThat(value.item_double()).isCloseTo(golden, within(tolerance * golden));
            GoldenLossTest.assertGradient(Doubles.values(logits.grad()), expected, tolerance);
        }
    }

    /// Their maps end on border voxels, in voxels; the scale alone is compared.
    @Test
    void each_side_by_its_own_largest_distance_is_their_normalisation() {
        long[] shape = GOLDEN.path("shape").values().stream().mapToLong(JsonNode::asLong).toArray();
        try (var _ = new PointerScope()) {
            Tensor phi = Doubles.of(Npy.read("mist/dtm.npy"), ScalarType.Double, shape);
            Target target = Target.of(phi, phi);
            double[] scaled = Doubles.values(DistanceScale.EACH_SIDE.of(phi, target.extents(), 1e9));
            double[] theirs = Npy.read("mist/dtm_norm.npy");
            double largest = 0;
            for (int i = 0; i < scaled.length; i++) {
                largest = Math.max(largest, Math.abs(scaled[i] - theirs[i]));
            }
            assertThat(largest).isLessThan(1e-6);
        }
    }

    private static Loss loss(JsonNode expected) {
        List<Integer> region = expected.path("exclude_background").asBoolean() ? List.of(1, 2) : List.of();
        if (expected.path("loss").asString().equals("DiceLoss")) return new SquaredDiceLoss(region);
        Loss both = new DiceCrossEntropyLoss(region);
        if (expected.path("alpha").isNull()) return both;
        // MIST weighs the region term with alpha and the boundary term with the rest
        double alpha = expected.path("alpha").asDouble();
        return new WeightedSum(List.of(new WeightedSum.Term(new Constant(alpha), both),
                new WeightedSum.Term(new Constant(1 - alpha),
                        new BoundaryLoss(List.of(), Double.POSITIVE_INFINITY, DistanceScale.MM, true))));
    }
}
