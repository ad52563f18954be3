package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Scores of connections: centreline Dice and the errors of the Betti numbers.
class TopologyMetricTest {
    private static final LabelMap LINE = Masks.of(".........", ".#######.", ".........", ".........");
    private static final LabelMap BROKEN = Masks.of(".........", ".###.###.", ".........", ".........");
    private static final LabelMap RING = Masks.of(".........", ".#######.", ".#.....#.", ".#######.");
    private static final LabelMap EMPTY = Masks.of(".........", ".........", ".........", ".........");
    private static final List<Metric> ALL = List.of(new ClDice(), new ComponentError(), new LoopError());

    private static double score(Metric metric, LabelMap prediction, LabelMap reference) {
        return ((Score.Value) metric.score(new MaskPair(prediction, reference, 1))).value();
    }

    @Test
    void a_broken_line_has_a_component_too_many() {
        assertThat(score(new ComponentError(), BROKEN, LINE)).isEqualTo(1);
        assertThat(score(new ComponentError(), LINE, BROKEN)).isEqualTo(1);
        assertThat(score(new LoopError(), BROKEN, LINE)).isZero();
        assertThat(score(new ClDice(), BROKEN, LINE)).isEqualTo(2 * (6. / 7) / (1 + 6. / 7));
    }

    @Test
    void a_line_has_a_loop_less_than_a_ring() {
        assertThat(score(new ComponentError(), LINE, RING)).isZero();
        assertThat(score(new LoopError(), LINE, RING)).isEqualTo(1);
        assertThat(score(new LoopError(), RING, LINE)).isEqualTo(1);
    }

    @Test
    void centreline_dice_takes_the_skeleton_of_one_mask_and_the_voxels_of_the_other() {
        LabelMap thick = Masks.of(".........", ".#######.", ".#######.", ".#######.", ".........");
        LabelMap middle = Masks.of(".........", ".........", ".#######.", ".........", ".........");
        LabelMap side = Masks.of(".........", ".........", ".........", ".#######.", ".........");
        assertThat(score(new ClDice(), thick, middle)).isEqualTo(1);
        assertThat(score(new ClDice(), middle, thick)).isEqualTo(1);
        assertThat(score(new ClDice(), side, middle)).isZero();
        assertThat(score(new ClDice(), side, thick)).isZero(); // the middle line of the bar is not in it
        LabelMap half = Masks.of(".........", ".........", ".####....", ".........", ".........");
        assertThat(score(new ClDice(), half, thick)).isEqualTo(2 * (4. / 7) / (1 + 4. / 7));
    }

    @Test
    void equal_masks_are_perfect_and_empty_ones_say_why_or_have_a_score() {
        assertThat(score(new ClDice(), RING, RING)).isEqualTo(1);
        assertThat(score(new ComponentError(), RING, RING)).isZero();
        assertThat(score(new LoopError(), RING, RING)).isZero();
        for (Metric metric : ALL) {
            assertThat(metric.score(new MaskPair(EMPTY, EMPTY, 1)))
                    .isEqualTo(new Score.Undefined("class absent from prediction and reference"));
        }
        assertThat(score(new ClDice(), EMPTY, RING)).isZero();
        assertThat(score(new ClDice(), RING, EMPTY)).isZero();
        assertThat(score(new ComponentError(), EMPTY, BROKEN)).isEqualTo(2);
        assertThat(score(new LoopError(), RING, EMPTY)).isEqualTo(1);
    }

    @Test
    void classes_are_scored_one_by_one() {
        LabelMap two = Masks.of("11122", "1.1.2", "11122");
        assertThat(new LoopError().score(new MaskPair(two, Masks.of("....2", "....2", "....2"), 1)))
                .isEqualTo(new Score.Value(1));
        assertThat(new LoopError().score(new MaskPair(two, Masks.of("....2", "....2", "....2"), 2)))
                .isEqualTo(new Score.Value(0));
    }
}
