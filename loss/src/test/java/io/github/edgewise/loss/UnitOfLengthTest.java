package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitOfLengthTest {
    private static final Shape SHAPE = Shape.of(14, 17);
    private static final double SMALL = 1. / 1024;

    static Stream<String> losses() {
        return Stream.concat(Losses.names().stream().filter(name -> !name.equals("perClassSigmoid")),
                Stream.of(
                        "boundary:clipMm=planned", "boundary:bandMm=planned,clipMm=planned",
                        "scnp(dice + boundary:bandMm=planned)", "hausdorff:clipMm=planned",
                        "boundary:scale=CASE_MAXIMUM",
                        "diceCrossEntropy + 0.01*boundary:clipMm=planned"));
    }

    /// The value and the gradient at the logits.
    private static double[] measured(Loss loss, double mm) {
        byte[] labels = new byte[SHAPE.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int y = i / SHAPE.width();
            int x = i % SHAPE.width();
            labels[i] = (byte) (Math.hypot(y - 6, x - 5) < 4 ? 1 : Math.hypot(y - 9, x - 13) < 2.5 ? 2 : 0);
        }
        var random = new Random(3);
        float[] logits = new float[3 * labels.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian()
                    + (labels[i % labels.length] == i / labels.length ? 1 : 0);
        }
        var map = new LabelMap(Grid.of(SHAPE, Spacing.of(1.5 * mm, 1.25 * mm)), 3, labels);
        try (var _ = new PointerScope()) {
            Tensor z = Tensors.of(logits, 1, 3, SHAPE.height(), SHAPE.width()).set_requires_grad(true);
            Tensor value = loss.value(Prediction.of(z), Target.of(List.of(map)).unitMm(mm));
            value.backward();
            float[] gradient = Tensors.floats(z.grad());
            double[] all = new double[gradient.length + 1];
            all[0] = value.item_double();
            for (int i = 0; i < gradient.length; i++) {
                all[i + 1] = gradient[i];
            }
            return all;
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void a_loss_is_the_same_number_for_a_small_copy_of_the_image(String spec) {
        Loss loss = Losses.parse(spec);
        assertThat(measured(loss, SMALL)).isEqualTo(measured(loss, 1));
        assertThat(measured(loss.planned(SMALL), SMALL)).isEqualTo(measured(loss.planned(1), 1))
                .isEqualTo(measured(loss, 1));
    }

    @Test
    void a_given_length_is_mm_whatever_the_unit() {
        var given = new BoundaryLoss(List.of(), 3);
        assertThat(given.planned(SMALL)).isEqualTo(given);
        assertThat(given.reachMm()).isEqualTo(3);
        assertThat(measured(new BoundaryLoss(List.of(), 3 * SMALL), SMALL)).isEqualTo(measured(given, 1));
    }

    @Test
    void planned_lengths_are_written_out_once_the_unit_is_known() {
        assertThat(Losses.text(Losses.parse("dice + 0.01*boundary:clipMm=planned")))
                .isEqualTo("dice + 0.01*boundary:clipMm=planned");
        assertThat(Losses.text(Losses.parse("dice + 0.01*boundary:clipMm=planned").planned(1e-3)))
                .isEqualTo("dice + 0.01*boundary:clipMm=0.02");
        assertThat(Losses.text(Losses.parse("scnp(boundary:bandMm=planned)").planned(1e-3)))
                .isEqualTo("scnp(boundary:bandMm=0.003)");
        assertThat(Losses.text(Losses.parse("activeBoundary").planned(1)))
                .isEqualTo("activeBoundary:clipMm=20.0");
        assertThat(Losses.text(Losses.parse("surfaceDice").planned(1e-3)))
                .isEqualTo("surfaceDice:toleranceMm=0.001");
        assertThat(Losses.text(Losses.parse("uNetCrossEntropy").planned(2)))
                .isEqualTo("uNetCrossEntropy:sigmaMm=10.0");
        assertThat(Losses.text(Losses.parse("hausdorff").planned(2))).isEqualTo("hausdorff");
        assertThat(new PerClassSigmoid(new SurfaceDiceLoss()).planned(3))
                .isEqualTo(new PerClassSigmoid(new SurfaceDiceLoss(List.of(), 3)));
        assertThat(new BoundaryLoss(List.of(), Lengths.PLANNED).reachMm()).isEqualTo(20);
    }

    @Test
    void a_unit_is_a_positive_number_of_mm() {
        try (var _ = new PointerScope()) {
            Target target = Target.of(Tensors.of(new float[4], 1, 1, 2, 2));
            assertThatThrownBy(() -> target.unitMm(0)).hasMessage(
                    "the unit of length must be a positive number of mm, but is 0.0");
        }
    }
}
