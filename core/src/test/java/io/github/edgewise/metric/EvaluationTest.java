package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final LabelMap REFERENCE = Masks.of("......", ".###..", ".###..", "......");
    private static final LabelMap SHIFTED = Masks.of("......", "..###.", "..###.", "......");
    private static final LabelMap EMPTY = Masks.of("......", "......", "......", "......");
    private static final Evaluation TWO = Evaluation.of(List.of(
            Evaluation.of("a, b", SHIFTED, REFERENCE, List.of(new Dice(), new Hausdorff(95))),
            Evaluation.of("missed", EMPTY, REFERENCE, List.of(new Dice(), new Hausdorff(95)))));

    @Test
    void csv_has_tidy_rows_with_an_empty_value_and_a_note_where_undefined() {
        assertThat(TWO.csv()).isEqualTo("""
                case,class,metric,value,unit,note
                "a, b",1,dice,0.6666666666666666,,
                "a, b",1,hd95,1.0,mm,
                missed,1,dice,0.0,,
                missed,1,hd95,,mm,class absent from prediction
                """);
    }

    @Test
    void json_has_null_where_undefined() {
        assertThat(TWO.json()).contains("""
                {"case": "missed", "class": 1, "metric": "hd95", "value": null, "unit": "mm", \
                "note": "class absent from prediction"}""");
    }

    @Test
    void the_worst_case_of_a_distance_is_the_missed_one() {
        assertThat(TWO.worst("hd95", 1).orElseThrow().caseName()).isEqualTo("missed");
        assertThat(TWO.worst("dice", 1).orElseThrow().caseName()).isEqualTo("missed");
        assertThat(TWO.summary("hd95", 1).n()).isEqualTo(1);
        assertThat(TWO.mean("dice")).isEqualTo(1. / 3);
    }

    @Test
    void the_table_counts_what_is_undefined() {
        assertThat(TWO.table()).contains("hd95").contains("(1 undefined)").contains("missed");
    }
}
