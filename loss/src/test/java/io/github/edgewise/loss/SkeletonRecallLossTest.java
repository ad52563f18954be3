package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class SkeletonRecallLossTest {
    private static final double EPSILON = 1e-5;

    private static LabelMap labels(Grid grid, int classes, String voxels) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (voxels.charAt(i) - '0');
        }
        return new LabelMap(grid, classes, labels);
    }

    private static double[] gradientAndValue(Loss loss, List<LabelMap> batch, double[] logits) {
        try (var _ = new PointerScope()) {
            Shape s = batch.getFirst().grid().shape();
            int classes = batch.getFirst().classes();
            long[] size = s.axes() == 2
                    ? new long[]{batch.size(), classes, s.height(), s.width()}
                    : new long[]{batch.size(), classes, s.depth(), s.height(), s.width()};
            Tensor z = Doubles.leaf(logits, ScalarType.Double, size);
            Tensor value = loss.value(Prediction.of(z), Target.of(batch));
            value.backward();
            double[] all = new double[logits.length + 1];
            System.arraycopy(Doubles.values(z.grad()), 0, all, 0, logits.length);
            all[logits.length] = value.item_double();
            return all;
        }
    }

    private static double value(Loss loss, List<LabelMap> batch, double[] logits) {
        double[] all = gradientAndValue(loss, batch, logits);
        return all[logits.length];
    }

    /// The definition as loops: p of each class, and the centre lines as a mask.
    private static double loops(List<LabelMap> batch, double[] logits) {
        double sum = 0;
        int count = 0;
        int classes = batch.getFirst().classes();
        int n = batch.getFirst().grid().voxels();
        for (int b = 0; b < batch.size(); b++) {
            byte[] lines = CentreLines.of(batch.get(b));
            for (int k = 1; k < classes; k++) {
                double followed = EPSILON;
                double all = EPSILON;
                for (int i = 0; i < n; i++) {
                    if (lines[i] == 0 || batch.get(b).at(i) != k) continue;
                    double total = 0;
                    for (int j = 0; j < classes; j++) {
                        total += Math.exp(logits[(b * classes + j) * n + i]);
                    }
                    followed += Math.exp(logits[(b * classes + k) * n + i]) / total;
                    all++;
                }
                if (all == EPSILON) continue;
                sum += 1 - followed / all;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    @Test
    void a_line_that_is_half_predicted_costs_half() {
        LabelMap line = labels(Grid.of(Shape.of(3, 7)), 2, "000000001111100000000");
        assertThat(value(new SkeletonRecallLoss(), List.of(line), new double[2 * 21]))
                .isCloseTo(1 - (2.5 + EPSILON) / (5 + EPSILON), within(1e-12));
    }

    @Test
    void only_the_middle_of_a_thick_object_counts() {
        // the line is the middle row but its ends; beyond two pixels around it nothing counts
        var rows = new StringBuilder("0".repeat(13));
        for (int y = 0; y < 9; y++) {
            rows.append("0").append("1".repeat(11)).append("0");
        }
        LabelMap box = labels(Grid.of(Shape.of(11, 13)), 2, rows + "0".repeat(13));
        double[] logits = new double[2 * 143];
        for (int x = 0; x < 13; x++) {
            logits[143 + 13 + x] = -9; // the first row of the object is missed
            logits[143 + 65 + x] = 9;
        }
        double[] all = gradientAndValue(new SkeletonRecallLoss(), List.of(box), logits);
        for (int x = 0; x < 13; x++) {
            assertThat(all[143 + 13 + x]).isZero();
        }
        assertThat(all[143 + 65 + 6]).isNegative();
    }

    @Test
    void everything_predicted_as_foreground_is_perfect() {
        LabelMap line = labels(Grid.of(Shape.of(3, 7)), 2, "000000001111100000000");
        double[] logits = new double[2 * 21];
        for (int i = 21; i < 42; i++) {
            logits[i] = 60;
        }
        assertThat(value(new SkeletonRecallLoss(), List.of(line), logits)).isCloseTo(0, within(1e-12));
    }

    @Test
    void an_image_without_a_class_is_left_out_for_it() {
        Grid grid = Grid.of(Shape.of(3, 7));
        LabelMap line = labels(grid, 3, "000000001111100000000");
        LabelMap nothing = labels(grid, 3, "0".repeat(21));
        double[] one = new SplittableRandom(3).doubles(3 * 21, -2, 2).toArray();
        double[] two = new double[2 * one.length];
        System.arraycopy(one, 0, two, 0, one.length);
        assertThat(value(new SkeletonRecallLoss(), List.of(line, nothing), two))
                .isEqualTo(value(new SkeletonRecallLoss(), List.of(line), one));
        double[] empty = gradientAndValue(new SkeletonRecallLoss(), List.of(nothing), one);
        assertThat(empty).containsOnly(0);
        assertThat(value(new SkeletonRecallLoss(List.of(2), 20), List.of(line), one)).isZero();
    }

    @Test
    void equals_the_definition_and_its_central_differences_in_2d_and_3d() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 12; trial++) {
            Grid grid = trial % 2 == 0
                    ? Grid.of(Shape.of(5, 6), Spacing.of(1, 0.4 + random.nextDouble()))
                    : Grid.of(Shape.of(3, 4, 5), new Spacing(2, 1, 0.4 + random.nextDouble()));
            var batch = new ArrayList<LabelMap>();
            for (int b = 0; b < 2; b++) {
                byte[] labels = new byte[grid.voxels()];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = (byte) Math.max(0, random.nextInt(4) - 1 - b);
                }
                batch.add(new LabelMap(grid, 3, labels));
            }
            double[] logits = random.doubles(2L * 3 * grid.voxels(), -2, 2).toArray();
            double[] all = gradientAndValue(new SkeletonRecallLoss(), batch, logits);
            assertThat(all[logits.length]).isCloseTo(loops(batch, logits), within(1e-12));
            for (int i = 0; i < logits.length; i += 7) {
                double z = logits[i];
                logits[i] = z + 1e-5;
                double above = loops(batch, logits);
                logits[i] = z - 1e-5;
                double below = loops(batch, logits);
                logits[i] = z;
                assertThat(all[i]).isCloseTo((above - below) / 2e-5, within(1e-8));
            }
        }
    }

    @Test
    void text_and_lengths() {
        Loss loss = Losses.parse("skeletonRecall");
        assertThat(loss).isEqualTo(new SkeletonRecallLoss());
        assertThat(loss.needsCentreLines()).isTrue();
        assertThat(loss.needsDistances()).isFalse();
        assertThat(loss.reachMm()).isEqualTo(20);
        assertThat(loss.planned(0.001).reachMm()).isEqualTo(0.02);
        assertThat(Losses.text(new SkeletonRecallLoss(List.of(1, 2), 5)))
                .isEqualTo("skeletonRecall:classes=1+2,marginMm=5.0");
        assertThatThrownBy(() -> Losses.parse("skeletonRecall:marginMm=-1"))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("marginMm");
    }
}
