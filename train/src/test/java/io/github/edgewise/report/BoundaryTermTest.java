package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.DistanceScale;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundaryTermTest {
    private static final Grid GRID = Grid.of(Shape.of(5, 7, 6), new Spacing(3, 0.7, 1));
    private static final int N = GRID.voxels();

    static Stream<BoundaryLoss> losses() {
        double none = Double.POSITIVE_INFINITY;
        return Stream.of(new BoundaryLoss(), new BoundaryLoss(List.of(0, 1, 2), 1.5),
                new BoundaryLoss(List.of(2), 2), new BoundaryLoss(List.of(), none, DistanceScale.MM, true),
                new BoundaryLoss(List.of(1, 2), 3, DistanceScale.CASE_MAXIMUM, false),
                new BoundaryLoss(List.of(), none, DistanceScale.EACH_SIDE, false),
                new BoundaryLoss(List.of(), 2, DistanceScale.MM, true, ZeroLevel.REFERENCE, MapOf.VOLUME),
                new BoundaryLoss().bandMm(1.6), new BoundaryLoss(List.of(), 1).bandMm(1.6),
                new BoundaryLoss().bandMm(1.6).scale(DistanceScale.EACH_SIDE),
                new BoundaryLoss(List.of(), 1).bandMm(1.6).scale(DistanceScale.CASE_MAXIMUM));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void parts_and_gradient_are_those_of_the_loss_on_the_engine(BoundaryLoss loss) {
        var random = new Random(7);
        byte[] labels = new byte[N];
        for (int i = 0; i < N; i++) {
            labels[i] = (byte) (random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2));
        }
        var map = new LabelMap(GRID, 3, labels);
        float[] logits = new float[3 * N];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (3 * random.nextGaussian());
        }
        try (var _ = new PointerScope()) {
            Tensor z = Tensors.of(logits, 1, 3, 5, 7, 6).set_requires_grad(true);
            Prediction prediction = Prediction.of(z);
            Tensor value = loss.value(prediction, target(map, loss.zeroLevel()), new TrainingTime(0, 0));
            value.backward();
            float[] gradient = Tensors.floats(z.grad());
            var p = new Volume(GRID, Tensors.floats(prediction.probabilities()));
            var term = new BoundaryTerm(loss, p, map);
            double n = (double) N * term.classes().size();
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                float[] parts = term.contribution(k);
                float[] its = term.gradient(k);
                for (int i = 0; i < N; i++) {
                    sum += parts[i];
                    assertThat(its[i] / n).isCloseTo(gradient[k * N + i], within(1e-7));
                }
            }
            assertThat(sum / n).isCloseTo(Tensors.doubles(value).getFirst(), within(1e-5));
        }
    }

    /// With maps of that zero level.
    private static Target target(LabelMap map, ZeroLevel zeroLevel) {
        float[] mm = new float[3 * N];
        for (int k = 0; k < 3; k++) {
            System.arraycopy(SignedDistance.of(map).with(zeroLevel).forClass(k).mm(), 0, mm, k * N, N);
        }
        return Target.of(Target.of(List.of(map)).oneHot(), Tensors.of(mm, 1, 3, 5, 7, 6));
    }

    @Test
    void probabilities_must_fit_the_labels() {
        var map = new LabelMap(GRID, 3, new byte[N]);
        assertThatThrownBy(
                () -> new BoundaryTerm(new BoundaryLoss(), new Volume(GRID, new float[2 * N]), map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 classes, but labels of 5 x 7 x 6 and 3");
    }
}
