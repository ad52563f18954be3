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

    @Test
    void a_penalty_replaces_a_miss_but_not_a_case_without_the_class() {
        Evaluation penalised = Evaluation.of(List.of(TWO,
                Evaluation.of("neither", EMPTY, EMPTY, List.of(new Dice(), new Hausdorff(95)))))
                .with(EmptyMasks.PENALTY);
        double diagonal = Math.sqrt(4 * 4 + 6 * 6);
        assertThat(penalised.summary("hd95", 1).n()).isEqualTo(2);
        assertThat(penalised.summary("hd95", 1).mean()).isEqualTo((1 + diagonal) / 2);
        assertThat(penalised.worst("hd95", 1).orElseThrow().caseName()).isEqualTo("missed");
        assertThat(penalised.csv())
                .contains("missed,1,hd95," + diagonal
                        + ",mm,class absent from prediction; the value is a penalty")
                .contains("neither,1,hd95,,mm,class absent from prediction and reference");
        assertThat(penalised.table()).contains("(1 penalised, 1 undefined)").contains("(1 undefined)");
        assertThat(penalised.with(EmptyMasks.SKIP).rows())
                .startsWith(TWO.rows().toArray(Evaluation.Row[]::new));
    }

    @Test
    void with_penalties_a_missed_case_never_improves_a_mean() {
        List<Metric> metrics = List.of(new Dice(), new Iou(), new BoundaryIou(), new Precision(),
                new Recall(),
                new Hausdorff(100), new Hausdorff(95), new AverageSurfaceDistance(), new SurfaceDice(1),
                new LesionPrecision(), new LesionRecall(), new LesionF1());
        LabelMap poor = Masks.of("#....#", "......", "......", "......");
        Evaluation found = Evaluation.of("a", poor, REFERENCE, metrics);
        for (LabelMap[] pair : new LabelMap[][]{{EMPTY, REFERENCE}, {REFERENCE, EMPTY}}) {
            Evaluation missed = Evaluation.of("a", pair[0], pair[1], metrics).with(EmptyMasks.PENALTY);
            for (Metric metric : metrics) {
                double better = metric.badness(found.mean(metric.name()));
                assertThat(metric.badness(missed.mean(metric.name()))).as(metric.name())
                        .isGreaterThanOrEqualTo(better);
            }
        }
    }

    @Test
    void a_perfect_volume_is_not_the_worst_one() {
        LabelMap tooLarge = Masks.of("......", ".####.", ".####.", "......");
        var volume = List.<Metric>of(new VolumeDifference());
        Evaluation three = Evaluation.of(List.of(Evaluation.of("right", SHIFTED, REFERENCE, volume),
                Evaluation.of("large", tooLarge, REFERENCE, volume),
                Evaluation.of("missed", EMPTY, REFERENCE, volume)));
        assertThat(three.worst("volume_difference", 1).orElseThrow().caseName()).isEqualTo("missed");
        assertThat(three.summary("volume_difference", 1).lowest()).isEqualTo(-1);
    }

    @Test
    void columns_fit_the_longest_name() {
        String table = Evaluation.of("a", SHIFTED, REFERENCE, List.of(new Dice(), new VolumeDifference()))
                .table();
        assertThat(table.lines().map(line -> line.indexOf('.')).skip(1).distinct()).hasSize(1);
    }
}
