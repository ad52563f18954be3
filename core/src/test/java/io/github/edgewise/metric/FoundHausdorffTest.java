package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundHausdorffTest {
    private static final FoundHausdorff FOUND = new FoundHausdorff(95);
    private static final LabelMap REFERENCE = Masks.of("##......#", ".........");
    private static final LabelMap PREDICTION = Masks.of("###..#...", ".........");

    private static LabelMap asClass(int k, LabelMap labels) {
        byte[] values = labels.labels().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (byte) k;
        }
        return new LabelMap(labels.grid(), k + 1, values);
    }

    @Test
    void leaves_out_what_was_missed_and_what_was_invented() {
        var masks = new MaskPair(PREDICTION, REFERENCE, 1);
        assertThat(new Hausdorff(100).score(masks)).isEqualTo(new Score.Value(3));
        assertThat(new FoundHausdorff(100).score(masks)).isEqualTo(new Score.Value(1));
        // the distances 0, 0, 1 and 0, 0 of both directions
        assertThat(value(masks)).isCloseTo(0.8, within(1e-12));
        assertThat(value(new MaskPair(asClass(3, PREDICTION), asClass(3, REFERENCE), 3)))
                .isCloseTo(0.8, within(1e-12));
    }

    private static double value(MaskPair masks) {
        return FOUND.score(masks) instanceof Score.Value(var v) ? v : Double.NaN;
    }

    @Test
    void is_the_hausdorff_distance_where_all_are_found_and_none_invented() {
        var masks = new MaskPair(Masks.of("###.....#", "........#"), REFERENCE, 1);
        assertThat(FOUND.score(masks)).isEqualTo(new Hausdorff(95).score(masks))
                .isNotEqualTo(new Score.Value(0));
    }

    @Test
    void says_nothing_and_costs_nothing_where_no_lesion_is_found() {
        LabelMap apart = Masks.of("...##....", ".........");
        LabelMap none = Masks.of(".........", ".........");
        for (LabelMap drawn : List.of(apart, none)) {
            Evaluation scores = Evaluation.of("a", drawn, REFERENCE, List.of(FOUND)).with(EmptyMasks.PENALTY);
            assertThat(scores.csv()).contains("a,1,hd95_found,,mm,no lesion found");
        }
        assertThat(FOUND.score(new MaskPair(none, none, 1)))
                .isEqualTo(new Score.Undefined(MaskPair.NOTHING));
    }

    @Test
    void the_worst_case_is_one_with_a_number() {
        LabelMap apart = Masks.of("...##....", ".........");
        Evaluation scores = Evaluation
                .of(List.of(Evaluation.of("none found", apart, REFERENCE, List.of(FOUND)),
                        Evaluation.of("one found", PREDICTION, REFERENCE, List.of(FOUND))));
        assertThat(scores.worst("hd95_found", 1).orElseThrow().caseName()).isEqualTo("one found");
    }
}
