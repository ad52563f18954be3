package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final LabelMap REFERENCE = Masks.of("......", ".###..", ".###..", "......");
    private static final LabelMap SHIFTED = Masks.of("......", "..###.", "..###.", "......");
    private static final LabelMap EMPTY = Masks.of("......", "......", "......", "......");

    @Test
    void overlap_of_a_shifted_box_by_hand() {
        var masks = new MaskPair(SHIFTED, REFERENCE, 1);
        assertThat(new Dice().score(masks)).isEqualTo(new Score.Value(8. / 12));
        assertThat(new Iou().score(masks)).isEqualTo(new Score.Value(4. / 8));
        assertThat(new Hausdorff(100).score(masks)).isEqualTo(new Score.Value(1));
    }

    @Test
    void a_missing_mask_has_no_distance_and_says_why() {
        assertThat(new Hausdorff(95).score(new MaskPair(EMPTY, REFERENCE, 1)))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        assertThat(new Hausdorff(95).score(new MaskPair(REFERENCE, EMPTY, 1)))
                .isEqualTo(new Score.Undefined("class absent from reference"));
        assertThat(new Dice().score(new MaskPair(EMPTY, REFERENCE, 1))).isEqualTo(new Score.Value(0));
        assertThat(new Dice().score(new MaskPair(EMPTY, EMPTY, 1)))
                .isEqualTo(new Score.Undefined("class absent from prediction and reference"));
        assertThat(new Iou().score(new MaskPair(EMPTY, EMPTY, 1))).isInstanceOf(Score.Undefined.class);
    }

    @Test
    void equals_medpy_on_its_golden_cases() {
        for (String[] row : Golden.index("metrics/metrics.txt")) {
            String shape = Golden.shape("metrics/" + row[2]);
            LabelMap reference = Golden.labels("metrics/" + row[2], shape, row[1], 2);
            LabelMap prediction = Golden.labels("metrics/" + row[3], shape, row[1], 2);
            var masks = new MaskPair(prediction, reference, 1);
            if (masks.emptiness().isPresent()) {
                assertThat(new Hausdorff(100).score(masks)).isInstanceOf(Score.Undefined.class);
                continue;
            }
            assertValue(new Dice(), masks, row[4], row[0]);
            assertValue(new Iou(), masks, row[5], row[0]);
            assertValue(new Hausdorff(100), masks, row[6], row[0]);
            assertValue(new Hausdorff(95), masks, row[7], row[0]);
        }
    }

    private static void assertValue(Metric metric, MaskPair masks, String expected, String name) {
        double value = ((Score.Value) metric.score(masks)).value();
        assertThat(value).as(name + " " + metric.name()).isCloseTo(Double.parseDouble(expected),
                within(1e-9));
    }

    @Test
    void hausdorff_equals_all_pairs_on_random_masks() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 100; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 2, random);
            LabelMap b = Masks.scattered(grid, 2, random);
            var masks = new MaskPair(a, b, 1);
            if (masks.emptiness().isPresent()) continue;
            assertThat(((Score.Value) new Hausdorff(100).score(masks)).value())
                    .isCloseTo(Math.max(directed(a, b), directed(b, a)), within(1e-9));
        }
    }

    /// The largest distance from a border voxel of `a` to the border of `b`, over all pairs.
    private static double directed(LabelMap a, LabelMap b) {
        double largest = 0;
        for (int[] p : border(a)) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int[] q : border(b)) {
                var w = a.grid().spacing();
                nearest = Math.min(nearest, Math.sqrt(Math.pow((p[0] - q[0]) * w.z(), 2)
                        + Math.pow((p[1] - q[1]) * w.y(), 2) + Math.pow((p[2] - q[2]) * w.x(), 2)));
            }
            largest = Math.max(largest, nearest);
        }
        return largest;
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

    @Test
    void tells_which_shapes_differ() {
        assertThatThrownBy(() -> new MaskPair(EMPTY, Masks.of("..."), 1))
                .hasMessage("the prediction has 4 x 6 voxels, but the reference 1 x 3");
        assertThatThrownBy(() -> new Hausdorff(0)).hasMessageContaining("percentile");
    }
}
