package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.LabelMap;
import org.junit.jupiter.api.Test;

class LesionsTest {
    private static final LabelMap NONE = Masks.of(".........", ".........", ".........");
    private static final LabelMap REFERENCE = Masks.of("##.#....#", "##......#", ".....#...");
    private static final LabelMap PREDICTION = Masks.of(".####....", ".........", "#.......#");

    @Test
    void a_lesion_counts_where_one_voxel_meets_the_other_mask() {
        var masks = new MaskPair(PREDICTION, REFERENCE, 1);
        // the reference's square and dot meet one predicted bar; two predicted dots are false
        assertThat(masks.lesions()).isEqualTo(new Lesions(3, 1, 4, 2));
        assertThat(new LesionRecall().score(masks)).isEqualTo(new Score.Value(0.5));
        assertThat(new LesionPrecision().score(masks)).isEqualTo(new Score.Value(1. / 3));
        assertThat(new LesionF1().score(masks)).isEqualTo(new Score.Value(0.4));
    }

    @Test
    void a_perfect_prediction_scores_1_and_a_disjoint_one_0() {
        var same = new MaskPair(REFERENCE, REFERENCE, 1);
        assertThat(new LesionF1().score(same)).isEqualTo(new Score.Value(1));
        var apart = new MaskPair(Masks.of("....#....", "....#....", "........."), REFERENCE, 1);
        assertThat(new LesionF1().score(apart)).isEqualTo(new Score.Value(0));
        assertThat(new LesionPrecision().score(apart)).isEqualTo(new Score.Value(0));
    }

    @Test
    void empty_masks_say_why_or_score_0() {
        var missed = new MaskPair(NONE, REFERENCE, 1);
        assertThat(new LesionRecall().score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new LesionF1().score(missed)).isEqualTo(new Score.Value(0));
        assertThat(new LesionPrecision().score(missed))
                .isEqualTo(new Score.Undefined("class absent from prediction"));
        var invented = new MaskPair(PREDICTION, NONE, 1);
        assertThat(new LesionPrecision().score(invented)).isEqualTo(new Score.Value(0));
        assertThat(new LesionF1().score(invented)).isEqualTo(new Score.Value(0));
        assertThat(new LesionRecall().score(invented))
                .isEqualTo(new Score.Undefined("class absent from reference"));
        var nothing = new MaskPair(NONE, NONE, 1);
        assertThat(new LesionF1().score(nothing))
                .isEqualTo(new Score.Undefined("class absent from prediction and reference"));
    }
}
