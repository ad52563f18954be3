package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `boundary:bandMm=3`: distances from the band on count as 0.
class BoundaryBandTest {
    private static final int K = 3;
    private static final long[] ROW = {1, 2, 1, 5};

    private static double row(BoundaryLoss loss) {
        try (var _ = new PointerScope()) {
            double[] phi = {5, 3, 2.5, 0.5, -1, -5, -3, -2.5, -0.5, 1};
            double[] g = {0, 0, 0, 0, 1, 1, 1, 1, 1, 0}; // of the background, of class 1
            Target target = Target.of(Doubles.of(g, ScalarType.Double, ROW),
                    Doubles.of(phi, ScalarType.Double, ROW));
            Prediction even = Prediction.of(Doubles.of(new double[10], ScalarType.Double, ROW));
            return loss.value(even, target).item_double();
        }
    }

    @Test
    void distances_beyond_the_band_count_as_0_and_a_clip_works_inside_of_it() {
        var all = new BoundaryLoss(List.of(1), Double.POSITIVE_INFINITY);
        assertThat(row(all)).isEqualTo(0.5 * (5 + 3 + 2.5 + 0.5 + 1) / 5);
        assertThat(row(all.bandMm(3))).as("3 is beyond").isEqualTo(0.5 * (2.5 + 0.5 + 1) / 5);
        assertThat(row(all.bandMm(3).clipMm(20))).as("the clip is farther").isEqualTo(row(all.bandMm(3)));
        assertThat(row(all.bandMm(3).clipMm(0.75))).isEqualTo(0.5 * (0.75 + 0.5 + 0.75) / 5);
        assertThat(row(all.bandMm(0.1))).isZero();
        assertThat(row(all.bandMm(3).reference(true))).isEqualTo(0.5 * (-2.5 - 0.5 + 1) / 5);
    }

    @Test
    void shares_are_those_of_the_largest_distance_within_band_and_clip() {
        var all = new BoundaryLoss(List.of(1), Double.POSITIVE_INFINITY).scale(DistanceScale.EACH_SIDE);
        assertThat(row(all)).isEqualTo(0.5 * (1 + 0.6 + 0.5 + 0.1 + 1) / 5);
        assertThat(row(all.bandMm(4))).isCloseTo(0.5 * (3 / 4. + 2.5 / 4 + 0.5 / 4 + 1) / 5, within(1e-15));
        assertThat(row(all.bandMm(4).scale(DistanceScale.CASE_MAXIMUM)))
                .isCloseTo(0.5 * (3 + 2.5 + 0.5 + 1) / 4 / 5, within(1e-15));
        assertThat(row(all.bandMm(4).clipMm(2)))
                .isCloseTo(0.5 * (1 + 1 + 0.25 + 1) / 5, within(1e-15));
    }

    private static LabelMap blobs() {
        Shape shape = Shape.of(6, 12, 15);
        byte[] labels = new byte[shape.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int z = i / shape.width() / shape.height();
            int y = i / shape.width() % shape.height();
            int x = i % shape.width();
            labels[i] = (byte) (Math.hypot(Math.hypot(y - 4, x - 4), z - 2) < 3
                    ? 1
                    : Math.hypot(y - 9, x - 11) < 2 ? 2 : 0);
        }
        return new LabelMap(Grid.of(shape, new Spacing(1.7, 0.9, 1.1)), K, labels);
    }

    private static Target target(LabelMap labels, double reach, ScalarType type) {
        int n = labels.grid().voxels();
        float[] mm = new float[K * n];
        float[] g = new float[K * n];
        List<DistanceMap> maps = SignedDistance.of(labels).clip(reach).forClasses();
        for (int i = 0; i < K * n; i++) {
            mm[i] = maps.get(i / n).mm()[i % n];
            g[i] = labels.at(i % n) == i / n ? 1 : 0;
        }
        return Target.of(Tensors.of(g, size(labels)).to(type), Tensors.of(mm, size(labels)).to(type));
    }

    private static long[] size(LabelMap labels) {
        Shape s = labels.grid().shape();
        return new long[]{1, K, s.depth(), s.height(), s.width()};
    }

    private static double[] logits(LabelMap labels) {
        return new SplittableRandom(4).doubles((long) K * labels.grid().voxels(), -2, 2).toArray();
    }

    /// A band that is no float, one that distances meet exactly, and one beyond the image.
    @ParameterizedTest
    @ValueSource(doubles = {0.7, 3.3, 1.1, 0.55, 2.2, 1e-3, 1000})
    void a_map_that_ends_at_the_band_gives_the_same_bits_as_the_whole_map(double band) {
        LabelMap labels = blobs();
        BoundaryLoss loss = new BoundaryLoss().bandMm(band);
        assertThat(loss.reachMm()).isEqualTo(band);
        for (ScalarType type : List.of(ScalarType.Float, ScalarType.Double)) {
            double[][] found = new double[3][];
            double[] reaches = {band, 1.5 * band, Double.POSITIVE_INFINITY};
            for (int i = 0; i < found.length; i++) {
                try (var _ = new PointerScope()) {
                    Tensor z = Doubles.leaf(logits(labels), type, size(labels));
                    Tensor value = loss.value(Prediction.of(z), target(labels, reaches[i], type));
                    value.backward();
                    found[i] = Doubles.values(z.grad());
                }
            }
            assertThat(found[0]).isEqualTo(found[2]);
            assertThat(found[1]).isEqualTo(found[2]);
        }
    }

    @Test
    void value_and_gradient_are_those_of_a_loop_and_0_beyond_the_band() {
        LabelMap labels = blobs();
        int n = labels.grid().voxels();
        double band = 2;
        List<DistanceMap> maps = SignedDistance.of(labels).forClasses();
        double[] z = logits(labels);
        double sum = 0;
        double[] expected = new double[K * n];
        int beyond = 0;
        for (int i = 0; i < n; i++) {
            double all = Math.exp(z[i]) + Math.exp(z[n + i]) + Math.exp(z[2 * n + i]);
            double[] phi = new double[K];
            double mean = 0;
            for (int k = 1; k < K; k++) {
                double mm = maps.get(k).mm()[i];
                phi[k] = Math.abs(mm) < band ? mm : 0;
                double p = Math.exp(z[k * n + i]) / all;
                sum += (p - (labels.at(i) == k ? 1 : 0)) * phi[k];
                mean += p * phi[k];
            }
            if (phi[1] == 0 && phi[2] == 0) beyond++;
            for (int k = 0; k < K; k++) {
                expected[k * n + i] = Math.exp(z[k * n + i]) / all * (phi[k] - mean) / (2. * n);
            }
        }
        assertThat(beyond).isBetween(n / 4, n - 100);
        try (var _ = new PointerScope()) {
            Tensor leaf = Doubles.leaf(z, ScalarType.Double, size(labels));
            Tensor value = new BoundaryLoss().bandMm(band).value(Prediction.of(leaf),
                    target(labels, Double.POSITIVE_INFINITY, ScalarType.Double));
            value.backward();
            assertThat(value.item_double()).isCloseTo(sum / (2. * n), within(1e-12));
            double[] gradient = Doubles.values(leaf.grad());
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isCloseTo(expected[i], within(1e-12));
                if (expected[i] == 0) assertThat(gradient[i]).isZero();
            }
        }
    }

    @Test
    void a_band_is_written_planned_and_ends_the_reach() {
        Loss planned = Losses.parse("boundary:clipMm=planned,bandMm=planned");
        assertThat(Losses.text(planned)).isEqualTo("boundary:clipMm=planned,bandMm=planned");
        assertThat(planned.reachMm()).isEqualTo(3);
        assertThat(Losses.text(planned.planned(1e-3))).isEqualTo("boundary:clipMm=0.02,bandMm=0.003");
        assertThat(new BoundaryLoss(List.of(), Lengths.PLANNED).bandMm(5).reachMm()).isEqualTo(5);
        assertThat(new BoundaryLoss(List.of(), 2).bandMm(5).reachMm()).isEqualTo(5);
        assertThat(new BoundaryLoss().bandMm(5).scale(DistanceScale.CASE_MAXIMUM).reachMm()).isInfinite();
        assertThat(Losses.parse("boundary:bandMm=3")).isEqualTo(new BoundaryLoss().bandMm(3));
        assertThat(new BoundaryLoss().bandMm(3).clipMm(2).classes(List.of(1)).reference(true).bandMm())
                .isEqualTo(3);
        assertThatThrownBy(() -> Losses.parse("boundary:bandMm=0")).isInstanceOf(InvalidInputException.class)
                .hasMessage("bandMm must be a positive number of mm, but is 0.0");
    }
}
