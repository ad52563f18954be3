package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
    private static final Grid GRID = Grid.of(Shape.of(1, 4));
    private static final LabelMap TRUTH = new LabelMap(GRID, 2, new byte[]{0, 0, 1, 1});

    private static Score score(int bins, float... ofClass1) {
        float[] both = new float[8];
        for (int i = 0; i < 4; i++) {
            both[i] = 1 - ofClass1[i];
            both[4 + i] = ofClass1[i];
        }
        return MaskPair.ofClasses(TRUTH, TRUTH, new Volume(GRID, both)).stream()
                .map(new CalibrationError(bins)::score).findFirst().orElseThrow();
    }

    private static double value(int bins, float... ofClass1) {
        return ((Score.Value) score(bins, ofClass1)).value();
    }

    @Test
    void it_is_the_mean_gap_between_probability_and_frequency_of_the_bins() {
        assertThat(value(10, 0, 0, 1, 1)).isZero();
        assertThat(value(10, 1, 1, 0, 0)).isEqualTo(1);
        // bins: {0.1, 0.15} without a hit, {0.62} with one, {0.95} with one
        assertThat(value(10, 0.1f, 0.15f, 0.62f, 0.95f))
                .isCloseTo((0.25 + 0.38 + 0.05) / 4, within(1e-6));
        assertThat(value(1, 0.5f, 0.5f, 0.5f, 0.5f)).as("right on average").isZero();
    }

    private static double value(Metric metric, float... ofClass1) {
        float[] both = new float[8];
        for (int i = 0; i < 4; i++) {
            both[i] = 1 - ofClass1[i];
            both[4 + i] = ofClass1[i];
        }
        MaskPair masks = MaskPair.ofClasses(TRUTH, TRUTH, new Volume(GRID, both)).getFirst();
        return ((Score.Value) metric.score(masks)).value();
    }

    @Test
    void the_average_counts_bins_and_not_voxels_and_the_maximum_the_worst_bin() {
        // bins: {0.1, 0.15} without a hit, {0.62} with one, {0.95} with one
        float[] p = {0.1f, 0.15f, 0.62f, 0.95f};
        assertThat(value(new AverageCalibrationError(10), p))
                .isCloseTo((0.125 + 0.38 + 0.05) / 3, within(1e-6));
        assertThat(value(new MaximumCalibrationError(10), p)).isCloseTo(0.38, within(1e-6));
        assertThat(value(new AverageCalibrationError(1), 0.5f, 0.5f, 0.5f, 0.5f)).isZero();
        assertThat(value(new AverageCalibrationError(), 0, 0, 1, 1)).isZero();
        assertThat(value(new MaximumCalibrationError(), 1, 1, 0, 0)).isEqualTo(1);
        assertThat(new AverageCalibrationError().name()).isEqualTo("ace");
        assertThat(new MaximumCalibrationError(5).name()).isEqualTo("mce_bins=5");
    }

    @Test
    void honest_probabilities_have_hardly_any() {
        var random = new SplittableRandom(1);
        Grid grid = Grid.of(Shape.of(300, 300));
        float[] p = new float[2 * grid.voxels()];
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            p[labels.length + i] = (float) random.nextDouble();
            labels[i] = (byte) (random.nextDouble() < p[labels.length + i] ? 1 : 0);
        }
        var truth = new LabelMap(grid, 2, labels);
        var masks = MaskPair.ofClasses(truth, truth, new Volume(grid, p)).getFirst();
        assertThat(((Score.Value) new CalibrationError().score(masks)).value()).isBetween(0., 0.01);
    }

    @Test
    void it_needs_probabilities() {
        assertThat(new CalibrationError().score(new MaskPair(TRUTH, TRUTH, 1)))
                .isEqualTo(new Score.Undefined("no probabilities; predict with --probabilities"));
        assertThatThrownBy(
                () -> MaskPair.ofClasses(TRUTH, TRUTH, new Volume(Grid.of(Shape.of(1, 3)), new float[6])))
                .hasMessageContaining("1 x 3 voxels, but the reference has 1 x 4");
        assertThat(Evaluation.of("a", TRUTH, TRUTH, List.of(new CalibrationError())).rows()).hasSize(1);
        for (Metric metric : List.of(new AverageCalibrationError(), new MaximumCalibrationError())) {
            assertThat(metric.score(new MaskPair(TRUTH, TRUTH, 1)))
                    .isEqualTo(new Score.Undefined("no probabilities; predict with --probabilities"));
            assertThat(metric.needsProbabilities()).isTrue();
            assertThat(metric.penalty(new MaskPair(TRUTH, TRUTH, 1))).isEqualTo(1);
        }
        assertThatThrownBy(() -> new CalibrationError(0)).hasMessageContaining("at least one bin");
        assertThatThrownBy(() -> new AverageCalibrationError(0)).hasMessageContaining("at least one bin");
    }
}
