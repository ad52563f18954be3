package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SurfaceTest {
    private static final LabelMap REFERENCE = Masks.of("......", ".###..", ".###..", ".###..", "......");
    private static final LabelMap SHIFTED = Masks.of("......", "..###.", "..###.", "..###.", "......");

    private static double value(Metric metric, MaskPair masks) {
        return ((Score.Value) metric.score(masks)).value();
    }

    @Test
    void a_square_shifted_by_one_by_hand() {
        var masks = new MaskPair(SHIFTED, REFERENCE, 1);
        // of eight border pixels four lie on the other border
        assertThat(masks.surface().fromPrediction().count()).isEqualTo(8);
        assertThat(masks.surface().fromPrediction().within(0)).isEqualTo(4);
        assertThat(value(new AverageSurfaceDistance(), masks)).isEqualTo(0.5);
        assertThat(value(new SurfaceDice(0), masks)).isEqualTo(0.5);
        assertThat(value(new SurfaceDice(1), masks)).isEqualTo(1);
        assertThat(value(new Hausdorff(100), masks)).isEqualTo(1);
        // the contour is 8 mm of straight lines and four cut corners, half of it on the other contour
        BorderDistances contour = masks.elements().fromReference();
        assertThat(contour.count()).isEqualTo(12);
        assertThat(contour.total()).isCloseTo(8 + 2 * Math.sqrt(2), within(1e-12));
        assertThat(contour.within(0.5)).isCloseTo(4 + Math.sqrt(2), within(1e-12));
        assertThat(value(new SurfaceDice(0.5, Convention.AREA), masks)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void names_and_tolerances_tell_the_convention() {
        assertThat(new Hausdorff(95, Convention.AREA).name()).isEqualTo("hd95_area");
        assertThat(new Hausdorff(97.5).name()).isEqualTo("hd97.5");
        assertThat(new SurfaceDice(2).name()).isEqualTo("nsd");
        assertThat(new AverageSurfaceDistance(Convention.DIRECTED).name()).isEqualTo("assd_directed");
        assertThatThrownBy(() -> new SurfaceDice(-1)).hasMessageContaining("0 mm or more");
        assertThatThrownBy(() -> new SurfaceDice(1, Convention.DIRECTED)).hasMessageContaining("POOLED");
    }

    @Test
    void empty_masks_have_no_distance_and_no_agreement() {
        LabelMap none = Masks.of("......", "......", "......", "......", "......");
        var missed = new MaskPair(none, REFERENCE, 1);
        assertThat(new AverageSurfaceDistance().score(missed))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        assertThat(new SurfaceDice(1).score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new SurfaceDice(1).score(new MaskPair(none, none, 1)))
                .isEqualTo(new Score.Undefined("class absent from prediction and reference"));
        assertThatThrownBy(missed::surface).hasMessageContaining("class absent from prediction");
        assertThatThrownBy(missed::elements).hasMessageContaining("class absent from prediction");
    }

    @Test
    void every_surface_metric_equals_all_pairs_on_random_masks() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 200; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            compare(Masks.scattered(grid, 2, random), Masks.scattered(grid, 2, random), random);
        }
    }

    /// Beyond the rows that are looked at first, and words of 64 bits.
    @Test
    void borders_far_from_each_other_equal_all_pairs() {
        var random = new SplittableRandom(4);
        List<Shape> shapes = List.of(Shape.of(1, 300), Shape.of(300, 3), Shape.of(200, 170),
                Shape.of(40, 60, 150), Shape.of(150, 20, 20), Shape.of(90, 90, 90));
        for (int trial = 0; trial < 60; trial++) {
            Shape shape = shapes.get(trial % shapes.size());
            Grid grid = Grid.of(shape, Masks.spacing(random));
            compare(few(grid, random), few(grid, random), random);
        }
    }

    /// Some voxels in two corners of the grid.
    private static LabelMap few(Grid grid, RandomGenerator random) {
        byte[] labels = new byte[grid.voxels()];
        int near = random.nextInt(labels.length);
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            labels[(near + random.nextInt(grid.shape().width() * 3)) % labels.length] = 1;
        }
        labels[random.nextInt(labels.length)] = 1;
        return new LabelMap(grid, 2, labels);
    }

    private static void compare(LabelMap a, LabelMap b, RandomGenerator random) {
        var masks = new MaskPair(a, b, 1);
        if (masks.emptiness().isPresent()) return;
        double[] there = nearest(a, b);
        double[] back = nearest(b, a);
        double[] pooled = new double[there.length + back.length];
        System.arraycopy(there, 0, pooled, 0, there.length);
        System.arraycopy(back, 0, pooled, there.length, back.length);
        Arrays.sort(pooled);
        String name = a.grid().toString();
        assertThat(value(new Hausdorff(100), masks)).as(name).isCloseTo(pooled[pooled.length - 1],
                within(1e-9));
        assertThat(value(new AverageSurfaceDistance(), masks)).as(name)
                .isCloseTo(Arrays.stream(pooled).average().orElseThrow(), within(1e-9));
        assertThat(value(new AverageSurfaceDistance(Convention.DIRECTED), masks)).as(name)
                .isCloseTo((Arrays.stream(there).average().orElseThrow()
                        + Arrays.stream(back).average().orElseThrow()) / 2, within(1e-9));
        double percentile = 1 + 99 * random.nextDouble();
        assertThat(value(new Hausdorff(percentile), masks)).as(name)
                .isCloseTo(percentile(pooled, percentile), within(1e-9));
        assertThat(value(new Hausdorff(percentile, Convention.DIRECTED), masks)).as(name)
                .isCloseTo(Math.max(percentile(there, percentile), percentile(back, percentile)),
                        within(1e-9));
        double tolerance = pooled[random.nextInt(pooled.length)] * 1.001;
        assertThat(value(new SurfaceDice(tolerance), masks)).as(name).isEqualTo(
                (double) Arrays.stream(pooled).filter(d -> d <= tolerance).count() / pooled.length);
    }

    private static double percentile(double[] sample, double percentile) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double position = percentile / 100 * (sorted.length - 1);
        double below = sorted[(int) position];
        double above = sorted[(int) Math.ceil(position)];
        return below + (position - (int) position) * (above - below);
    }

    /// From each border voxel of `a` to the border of `b`, over all pairs.
    private static double[] nearest(LabelMap a, LabelMap b) {
        Spacing w = a.grid().spacing();
        List<int[]> to = border(b);
        return border(a).stream().mapToDouble(p -> to.stream().mapToDouble(q -> {
            double z = (p[0] - q[0]) * w.z();
            double y = (p[1] - q[1]) * w.y();
            double x = (p[2] - q[2]) * w.x();
            return Math.sqrt(z * z + y * y + x * x);
        }).min().orElseThrow()).toArray();
    }

    private static List<int[]> border(LabelMap m) {
        var s = m.grid().shape();
        var found = new ArrayList<int[]>();
        int[][] steps = {{0, 0, 1}, {0, 0, -1}, {0, 1, 0}, {0, -1, 0}, {1, 0, 0}, {-1, 0, 0}};
        for (int i = 0; i < s.voxels(); i++) {
            if (m.at(i) != 1) continue;
            int[] p = {i / s.width() / s.height(), i / s.width() % s.height(), i % s.width()};
            boolean border = Arrays.stream(steps).limit(2L * s.axes()).anyMatch(d -> {
                int z = p[0] + d[0];
                int y = p[1] + d[1];
                int x = p[2] + d[2];
                return z < 0 || z >= s.depth() || y < 0 || y >= s.height() || x < 0 || x >= s.width()
                        || m.at(s.index(z, y, x)) != 1;
            });
            if (border) found.add(p);
        }
        return found;
    }
}
