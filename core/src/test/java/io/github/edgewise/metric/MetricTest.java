package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
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
    void precision_recall_and_volume_difference_by_hand() {
        LabelMap larger = Masks.of("......", ".####.", ".####.", "......");
        var masks = new MaskPair(larger, REFERENCE, 1);
        assertThat(new Precision().score(masks)).isEqualTo(new Score.Value(6. / 8));
        assertThat(new Recall().score(masks)).isEqualTo(new Score.Value(1));
        assertThat(new VolumeDifference().score(masks)).isEqualTo(new Score.Value(2. / 6));
        assertThat(new VolumeDifference().score(new MaskPair(EMPTY, REFERENCE, 1)))
                .isEqualTo(new Score.Value(-1));
        assertThat(new VolumeDifference().badness(-0.5)).isGreaterThan(new VolumeDifference().badness(0.4));
    }

    @Test
    void shares_of_an_empty_mask_are_undefined() {
        var missed = new MaskPair(EMPTY, REFERENCE, 1);
        var invented = new MaskPair(REFERENCE, EMPTY, 1);
        assertThat(new Precision().score(missed))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        assertThat(new Precision().score(invented)).isEqualTo(new Score.Value(0));
        assertThat(new Recall().score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new Recall().score(invented))
                .isEqualTo(new Score.Undefined("class absent from reference"));
        assertThat(new VolumeDifference().score(invented))
                .isEqualTo(new Score.Undefined("class absent from reference"));
    }

    @Test
    void all_classes_at_once_equal_one_after_the_other() {
        var random = new SplittableRandom(9);
        for (int trial = 0; trial < 100; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap a = Masks.scattered(grid, 4, random);
            LabelMap b = Masks.scattered(grid, 3, random);
            List<MaskPair> pairs = MaskPair.ofClasses(a, b);
            assertThat(pairs.stream().map(MaskPair::classIndex)).containsExactly(1, 2, 3);
            for (MaskPair masks : pairs) {
                int both = 0;
                for (int i = 0; i < grid.voxels(); i++) {
                    if (a.at(i) == masks.classIndex() && b.at(i) == masks.classIndex()) both++;
                }
                assertThat(masks.both()).isEqualTo(both);
                assertThat(masks.predicted()).isEqualTo(a.count(masks.classIndex()));
                assertThat(masks.referenced()).isEqualTo(b.count(masks.classIndex()));
                assertThat(new Hausdorff(95).score(masks))
                        .isEqualTo(new Hausdorff(95).score(new MaskPair(a, b, masks.classIndex())));
            }
        }
    }

    @Test
    void tells_which_shapes_differ() {
        assertThatThrownBy(() -> new MaskPair(EMPTY, Masks.of("..."), 1))
                .hasMessage("the prediction has 4 x 6 voxels, but the reference has 1 x 3");
        assertThatThrownBy(() -> new Hausdorff(0)).hasMessageContaining("percentile");
    }
}
