package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.train.EpochScores;
import io.github.edgewise.train.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void a_page_stands_alone_and_escapes_what_it_is_given() {
        Phantom.Scan scan = Phantom.of(2, 1).make(0);
        Evaluation scores = Evaluation.of("<case>", scan.labels(), scan.labels(),
                List.of(new Dice(), new Hausdorff(95)));
        var entry = new History.Entry(1, 0.5, List.of(0.5), List.of(1.), Telemetry.NONE, 1e-3,
                new EpochScores(Map.of("dice", List.of(Optional.of(0.6)))), 0, 2);
        var report = new Report("A & B", "lead", Map.of("Loss", "dice"),
                List.of(new Report.Run("dice", new History(List.of(entry, entry)), scores)),
                List.of(new Report.Example("worst", scan.image(), scan.labels(),
                        Map.of("dice", scan.labels()))));
        String html = report.html();
        assertThat(html).contains("A &amp; B", "&lt;case&gt;", "data:image/jpeg;base64,", "<svg")
                .doesNotContain("<case>");
        assertThat(html).doesNotContain("http", "<script src", "<link");
    }

    @Test
    void scores_of_validation_cases_are_shown_by_class_and_those_of_several_runs_side_by_side() {
        Phantom.Scan scan = Phantom.of(2, 1).make(0);
        Evaluation scores = Evaluation.of("case", scan.labels(), scan.labels(), List.of(new Dice()));
        List<Optional<Double>> classes = List.of(Optional.of(0.6), Optional.of(0.7));
        var entry = new History.Entry(1, 0.5, List.of(0.5), List.of(1.), Telemetry.NONE, 1e-3,
                new EpochScores(
                        Map.of("dice", classes, "hd95", classes, "nsd", classes, "boundary_iou", classes)),
                0, 2);
        var run = new Report.Run("dice", new History(List.of(entry, entry)), scores);
        String one = new Report("A", "lead", Map.of(), List.of(run), List.of()).html();
        assertThat(one).contains("aria-label='Dice'", "aria-label='Boundary IoU'", "aria-label='HD95 in mm'",
                "aria-label='NSD (surface Dice)'", "<title>class 2</title>").doesNotContain(", class 2</h2>");
        String two = new Report("A", "lead", Map.of(), List.of(run, run), List.of()).html();
        assertThat(two).contains(", class 1</h2>", ", class 2</h2>").doesNotContain("<title>class 2</title>");
    }

    @Test
    void where_a_second_stage_begins_the_charts_are_marked_and_show_the_terms_of_both() {
        var one = new History.Entry(1, 0.5, List.of(0.5), List.of(1.), Telemetry.NONE, 1e-3, EpochScores.NONE,
                0,
                2);
        var two = new History.Entry(3, 0.5, List.of(0.5, 0.2), List.of(1., 0.1), Telemetry.NONE, 1e-3,
                EpochScores.NONE, 0, 2, 2, List.of());
        Evaluation none = new Evaluation(List.of());
        String staged = new Report("A", "lead", Map.of(),
                List.of(new Report.Run("dice", new History(List.of(one, one, two)), none)), List.of()).html();
        assertThat(staged).contains("<title>the second stage begins with epoch 3</title>",
                "Term 1 of the loss of each stage", "Term 2 of the loss of each stage", "h0'>");
        assertThat(new Report("A", "lead", Map.of(),
                List.of(new Report.Run("dice", new History(List.of(one, one)), none)), List.of()).html())
                .doesNotContain("second stage", "of each stage");
    }

    @Test
    void ticks_are_round_and_enclose_the_values() {
        assertThat(Frame.ticks(0.13, 0.87)).containsExactly(0., 0.2, 0.4, 0.6000000000000001, 0.8, 1.);
        assertThat(Frame.ticks(2, 2)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(Frame.ticks(-5, 100).getFirst()).isLessThanOrEqualTo(-5);
    }

    @Test
    void marks_of_small_values_differ_from_each_other_and_end_without_zeros() {
        assertThat(Frame.ticks(0.0008, 0.00095).stream().map(Frame::number))
                .containsExactly("0.0008", "0.00085", "0.0009", "0.00095");
        assertThat(Frame.ticks(-0.2, 0.6).stream().map(Frame::number)).containsExactly("-0.2", "0", "0.2",
                "0.4", "0.6");
        assertThat(Frame.number(100)).isEqualTo("100");
    }
}
