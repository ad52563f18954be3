package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Scores that count objects, by hand.
class ObjectScoresTest {
    private static final LabelMap NONE = Masks.of("............", "............", "............");
    private static final LabelMap REFERENCE = Masks.of(
            "####......#.",
            "####........",
            "............");
    private static final LabelMap PREDICTION = Masks.of(
            "###.....#...",
            "###.........",
            "............");

    private static double value(Metric metric, LabelMap p, LabelMap g) {
        return metric.score(new MaskPair(p, g, 1)) instanceof Score.Value(var v) ? v : Double.NaN;
    }

    private static double value(Metric metric) { return value(metric, PREDICTION, REFERENCE); }

    @Test
    void panoptic_quality_multiplies_how_many_match_and_how_well() {
        // the block matches with an IoU of 6 / 8, the dots do not
        assertThat(value(new SegmentationQuality())).isEqualTo(0.75);
        assertThat(value(new RecognitionQuality())).isEqualTo(0.5);
        assertThat(value(new PanopticQuality())).isEqualTo(0.375);
        assertThat(value(new PanopticQuality(0.75))).as("not above the threshold").isZero();
        assertThat(value(new SegmentationQuality(0.75))).isNaN();
    }

    @Test
    void below_a_half_the_best_pair_comes_first_and_each_component_once() {
        LabelMap two = Masks.of("##.#........", "##.#........", "............");
        LabelMap one = Masks.of(".###........", ".###........", "............");
        // both blocks of the reference overlap one predicted block: IoU 2 / 8 and 2 / 6
        assertThat(value(new SegmentationQuality(0.1), one, two)).isCloseTo(1. / 3, within(1e-15));
        assertThat(value(new RecognitionQuality(0.1), one, two)).isCloseTo(1 / 1.5, within(1e-15));
        assertThat(value(new PanopticQuality(0.5), one, two)).isZero();
    }

    @Test
    void every_component_counts_the_same_and_pays_for_what_is_invented_near_it() {
        // the block's region reaches to column 6, the dot's from 7 on: the predicted dot is in it
        assertThat(value(new PerComponent(new Dice()))).isEqualTo((12. / 14 + 0) / 2, within(1e-15));
        assertThat(value(new PerComponent(new Hausdorff(100)))).isEqualTo((1 + 2) / 2., within(1e-15));
        assertThat(value(new PerComponent(new SurfaceDice(1)))).isEqualTo((1 + 0) / 2., within(1e-15));
        assertThat(value(new PerComponent(new Dice()), REFERENCE, REFERENCE)).isEqualTo(1);
    }

    @Test
    void what_is_invented_half_way_belongs_to_the_first_component_at_any_spacing() {
        LabelMap reference = Masks.of("............", "........#...", "............", "..........#.");
        LabelMap prediction = Masks.of("............", "........#...", ".........#..", "............");
        for (Spacing spacing : List.of(Spacing.of(1, 1), Spacing.of(1.3, 0.7), Spacing.of(0.1, 0.3),
                Spacing.of(7e-4, 1.1e-3))) {
            for (int shift = 0; shift < 40; shift++) { // rounding errors depend on the place
                Grid grid = Grid.of(Shape.of(4 + shift, 12 + shift), spacing);
                assertThat(value(new PerComponent(new Dice()), shifted(prediction, grid, shift),
                        shifted(reference, grid, shift))).as("%s, %d", spacing, shift)
                        .isEqualTo(1. / 3, within(1e-12));
            }
        }
    }

    private static LabelMap shifted(LabelMap map, Grid grid, int shift) {
        byte[] labels = new byte[grid.voxels()];
        Shape s = map.grid().shape();
        for (int i = 0; i < s.voxels(); i++) {
            labels[grid.shape().index(0, i / s.width() + shift, i % s.width() + shift)] = (byte) map.at(i);
        }
        return new LabelMap(grid, map.classes(), labels);
    }

    @Test
    void a_missed_component_has_the_worst_score_of_its_region() {
        LabelMap block = Masks.of("####........", "####........", "............");
        // the region of the dot is columns 7 to 11 of three rows
        assertThat(value(new PerComponent(new Hausdorff(95)), block, REFERENCE))
                .isEqualTo(Math.hypot(5, 3) / 2, within(1e-12));
        assertThat(value(new PerComponent(new Dice()), block, REFERENCE)).isEqualTo(0.5);
        Grid wide = REFERENCE.grid().with(Spacing.of(1, 2));
        assertThat(value(new PerComponent(new Hausdorff(95)), block.on(wide), REFERENCE.on(wide)))
                .as("in mm").isEqualTo(Math.hypot(10, 3) / 2, within(1e-12));
        assertThat(value(new PerComponent(new Hausdorff(95)), NONE, block))
                .as("one region is the image").isEqualTo(block.grid().diagonalMm(), within(1e-12));
    }

    @Test
    void regions_are_measured_in_mm() {
        LabelMap reference = Masks.of("...#", "....", "#...");
        LabelMap prediction = Masks.of("#...", "....", "#...");
        assertThat(value(new PerComponent(new Dice()), prediction, reference))
                .as("two pixels to the lower dot, three to the upper")
                .isEqualTo((0 + 2. / 3) / 2, within(1e-15));
        Grid tall = reference.grid().with(Spacing.of(10, 1));
        assertThat(value(new PerComponent(new Dice()), prediction.on(tall), reference.on(tall)))
                .as("20 mm and 3 mm").isEqualTo((0 + 1) / 2., within(1e-15));
    }

    @Test
    void a_voxel_between_two_components_belongs_to_the_first() {
        LabelMap reference = Masks.of("#...#", ".....", "#....");
        LabelMap prediction = Masks.of("..#.#", ".....", "#....");
        assertThat(value(new PerComponent(new Dice()), prediction, reference))
                .isEqualTo((0 + 1 + 1) / 3., within(1e-15));
    }

    @Test
    void only_metrics_of_two_masks_are_computed_in_regions() {
        assertThatThrownBy(() -> new PerComponent(new BoundaryIou()))
                .hasMessage("in regions of components there are dice, iou, hd, hd95, assd and nsd, "
                        + "but not boundary_iou");
    }

    @Test
    void brats_scores_lesions_joins_neighbours_and_counts_what_is_invented() {
        LabelMap reference = Masks.of(
                "##....##............",
                "##....##............",
                "....................");
        LabelMap prediction = Masks.of(
                "##................##",
                "##..................",
                "....................");
        // dilated by 3 the squares touch, so they are one lesion of 8; by 1 they are two of 4
        assertThat(value(new BratsDice(3, 0), prediction, reference)).isEqualTo((8. / 12) / 2,
                within(1e-15));
        assertThat(value(new BratsDice(1, 0), prediction, reference)).isEqualTo((1. + 0) / 3, within(1e-15));
        assertThat(value(new BratsHausdorff(1, 0, 374), prediction, reference))
                .isEqualTo((0 + 374 + 374) / 3., within(1e-12));
        assertThat(value(new BratsDice(1, 4), prediction, reference))
                .as("small lesions are left out, but what touches them is not invented").isZero();
        assertThat(value(new BratsDice(1, 4), reference, reference)).as("no lesion counts").isEqualTo(1);
        assertThat(value(new BratsHausdorff(1, 4, 374), reference, reference)).isZero();
        Grid large = reference.grid().with(Spacing.of(3, 3));
        assertThat(value(new BratsDice(), reference.on(large), reference.on(large)))
                .as("72 mm^2 are above 50").isEqualTo(1);
    }

    @Test
    void a_predicted_component_near_a_lesion_belongs_to_it_without_overlap() {
        LabelMap reference = Masks.of("##..........", "##..........", "............");
        LabelMap beside = Masks.of("....##......", "....##......", "............");
        LabelMap apart = Masks.of(".....##.....", ".....##.....", "............");
        assertThat(value(new BratsHausdorff(3, 0, 374), beside, reference)).isEqualTo(4, within(1e-12));
        assertThat(value(new BratsHausdorff(3, 0, 374), apart, reference)).isEqualTo(374);
        assertThat(value(new BratsDice(3, 0), beside, reference)).isZero();
    }

    @Test
    void empty_masks_say_why_or_have_the_worst_score() {
        var missed = new MaskPair(NONE, REFERENCE, 1);
        var invented = new MaskPair(PREDICTION, NONE, 1);
        var nothing = new MaskPair(NONE, NONE, 1);
        for (Metric metric : List.of(new PanopticQuality(), new RecognitionQuality())) {
            assertThat(metric.score(missed)).isEqualTo(new Score.Value(0));
            assertThat(metric.score(invented)).isEqualTo(new Score.Value(0));
            assertThat(metric.score(nothing)).isEqualTo(new Score.Undefined(MaskPair.NOTHING));
        }
        assertThat(new SegmentationQuality().score(missed))
                .isEqualTo(new Score.Undefined("no component matches"));
        assertThat(new SegmentationQuality().penalty(missed)).isNaN();
        assertThat(new SegmentationQuality().score(nothing))
                .isEqualTo(new Score.Undefined(MaskPair.NOTHING));
        for (Metric metric : List.of(new Dice(), new Hausdorff(95), new SurfaceDice())) {
            var inRegions = new PerComponent(metric);
            assertThat(inRegions.score(invented))
                    .isEqualTo(new Score.Undefined("class absent from reference"));
            assertThat(inRegions.score(nothing)).isEqualTo(new Score.Undefined(MaskPair.NOTHING));
        }
        assertThat(new PerComponent(new Dice()).score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new PerComponent(new Hausdorff(95)).penalty(invented))
                .isEqualTo(NONE.grid().diagonalMm());
        assertThat(new BratsDice(3, 0).score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new BratsDice(3, 0).score(invented)).isEqualTo(new Score.Value(0));
        assertThat(new BratsDice(3, 0).score(nothing)).isEqualTo(new Score.Value(1));
        assertThat(new BratsHausdorff(3, 0, 374).score(missed)).isEqualTo(new Score.Value(374));
        assertThat(new BratsHausdorff(3, 0, 374).score(invented)).isEqualTo(new Score.Value(374));
        assertThat(new BratsHausdorff(3, 0, 374).score(nothing)).isEqualTo(new Score.Value(0));
    }

    @Test
    void recall_of_small_lesions_and_of_large_ones() {
        assertThat(value(new LesionRecall(0, 1))).isZero();
        assertThat(value(new LesionRecall(1, 8))).isEqualTo(1);
        var large = new LesionRecall(8, Double.POSITIVE_INFINITY);
        assertThat(large.score(new MaskPair(PREDICTION, REFERENCE, 1)))
                .isEqualTo(new Score.Undefined("no lesion of these sizes in the reference"));
        Evaluation none = Evaluation.of("a", PREDICTION, REFERENCE, List.of(large)).with(EmptyMasks.PENALTY);
        assertThat(none.csv()).contains("a,1,lesion_recall_from=8,,,no lesion of these sizes");
        assertThat(value(new LesionRecall(0, 8), NONE, REFERENCE)).isZero();
        assertThatThrownBy(() -> new LesionRecall(10, 10)).hasMessageContaining("from 10.0 to 10.0 mm^3");
        assertThatThrownBy(() -> new LesionRecall(-1, 10))
                .hasMessageContaining("0 mm^3 or more, not at -1.0");
    }

    @Test
    void settings_out_of_range_are_refused() {
        assertThatThrownBy(() -> new PanopticQuality(1)).hasMessageContaining("below 1, but is 1.0");
        assertThatThrownBy(() -> new BratsDice(-1, 50)).hasMessageContaining("0 or more, but are -1");
        assertThatThrownBy(() -> new BratsDice(3, -1)).hasMessageContaining("0 mm^3 or more, but is -1.0");
        assertThatThrownBy(() -> new BratsHausdorff(3, 50, Double.NaN))
                .hasMessageContaining("0 mm or more, but is NaN");
    }
}
