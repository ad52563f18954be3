package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.metric.BoundaryIou;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.SurfaceDice;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    private Path folder = Path.of("");

    /// Of one class, all three parts of the score equal.
    private static EpochScores score(double value) {
        var perClass = new LinkedHashMap<String, List<Optional<Double>>>();
        for (String metric : List.of("dice", "nsd", "boundary_iou")) {
            perClass.put(metric, List.of(Optional.of(value)));
        }
        perClass.put("hd95", List.of(Optional.of(1 / value)));
        return new EpochScores(perClass);
    }

    private static History.Entry epoch(int number, EpochScores scores) {
        return new History.Entry(number, 0.5, List.of(0.4), List.of(1.), Telemetry.NONE, 1e-3, scores, 0.01,
                3);
    }

    private static History history(double... scores) {
        return new History(IntStream.range(0, scores.length)
                .mapToObj(i -> epoch(i + 1, Double.isNaN(scores[i]) ? EpochScores.NONE : score(scores[i])))
                .toList());
    }

    @Test
    void a_history_survives_a_crash_in_the_middle_of_its_last_line_only() throws IOException {
        Path file = folder.resolve("history.jsonl");
        History two = history(0.7, 0.8);
        for (History.Entry entry : two.entries()) {
            History.append(file, entry);
        }
        assertThat(History.read(file)).isEqualTo(two);
        Files.writeString(file, "{\"epoch\": 3, \"lo", StandardOpenOption.APPEND);
        assertThat(History.read(file)).isEqualTo(two);
        assertThat(History.read(folder.resolve("none")).entries()).isEmpty();
        Files.writeString(file, "ss\": 1}\n{}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> History.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("line 3 of " + file).hasMessageContaining("another version");
    }

    @Test
    void a_line_names_metrics_with_a_value_per_class_and_null_where_there_is_none() throws IOException {
        Path file = folder.resolve("history.jsonl");
        var scores = new EpochScores(Map.of("dice", List.of(Optional.of(0.5), Optional.empty())));
        History.append(file, epoch(1, scores));
        assertThat(file).content().contains("\"scores\":{\"dice\":[0.5,null]},\"waiting\":0.01");
        assertThat(History.read(file).entries().getFirst().scores()).isEqualTo(scores);
    }

    @Test
    void a_line_that_knows_of_no_stages_and_counts_no_patches_is_read() throws IOException {
        Path file = folder.resolve("history.jsonl");
        History.append(file, epoch(1, score(0.5)).stage(2));
        assertThat(file).content().endsWith(",\"stage\":2,\"absent\":[]}\n");
        assertThat(History.read(file).entries().getFirst().stage()).isEqualTo(2);
        Files.writeString(file, Files.readString(file).replace(",\"stage\":2,\"absent\":[]", ""));
        assertThat(History.read(file).entries()).containsExactly(epoch(1, score(0.5)));
    }

    @Test
    void a_disk_that_is_full_is_said_with_the_file() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "skipped: there is no /dev/full");
        assertThatThrownBy(() -> History.append(full, epoch(1, EpochScores.NONE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write /dev/full: No space left");
        Path link = Files.createSymbolicLink(folder.resolve("events.out.tfevents.7.edgewise"), full);
        assertThatThrownBy(() -> new EventFile(folder, 7)).isInstanceOf(IOException.class)
                .hasMessageContaining("events.out.tfevents.7.edgewise: No space left");
        Files.delete(link);
    }

    @Test
    void the_first_of_two_equally_good_epochs_is_the_best() {
        assertThat(history(0.5, 0.7, 0.7, 0.6).best().orElseThrow().epoch()).isEqualTo(2);
        assertThat(history(Double.NaN, 0.1, Double.NaN).best().orElseThrow().epoch()).isEqualTo(2);
        assertThat(history(Double.NaN).best()).isEmpty();
    }

    @Test
    void the_best_epoch_may_have_the_lower_dice_but_the_better_border() {
        EpochScores smooth = new EpochScores(
                Map.of("dice", List.of(Optional.of(0.90)), "nsd", List.of(Optional.of(0.8)),
                        "boundary_iou", List.of(Optional.of(0.7))));
        EpochScores ragged = new EpochScores(
                Map.of("dice", List.of(Optional.of(0.91)), "nsd", List.of(Optional.of(0.7)),
                        "boundary_iou", List.of(Optional.of(0.6))));
        assertThat(smooth.composite().orElseThrow()).isCloseTo(0.8, within(1e-12));
        assertThat(new History(List.of(epoch(1, smooth), epoch(2, ragged))).best().orElseThrow().epoch())
                .isEqualTo(1);
    }

    @Test
    void a_run_is_stalled_when_its_score_has_not_risen_for_as_many_epochs_as_patience_says() {
        assertThat(history(0.1, 0.5, 0.4, 0.3).isStalled(2)).isTrue();
        assertThat(history(0.1, 0.5, 0.4, 0.3).isStalled(3)).isFalse();
        assertThat(history(0.1, 0.5, 0.4, 0.5).isStalled(2)).as("equal is not better").isTrue();
        assertThat(history(0.1, 0.5, 0.4, 0.3).isStalled(0)).as("no patience is endless").isFalse();
        assertThat(history(0, 0, 0, 0, 0).isStalled(2)).as("nothing learnt yet").isFalse();
        assertThat(history(Double.NaN, Double.NaN).isStalled(1)).as("nothing to see").isFalse();
        assertThat(history().isStalled(1)).isFalse();
    }

    @Test
    void scores_are_means_over_cases_per_class_with_penalties_and_skip_what_no_case_has() {
        var grid = Grid.of(Shape.of(8, 8));
        byte[] square = new byte[64];
        for (int y = 2; y < 6; y++) {
            for (int x = 2; x < 6; x++) {
                square[8 * y + x] = 1;
            }
        }
        var full = new LabelMap(grid, 4, square);
        var empty = new LabelMap(grid, 4, new byte[64]);
        List<Metric> metrics = List.of(new Dice(), new SurfaceDice(), new BoundaryIou(), new Hausdorff(95));
        EpochScores scores = EpochScores.of(Evaluation.of(List.of(Evaluation.of("found", full, full, metrics),
                Evaluation.of("missed", empty, full, metrics))).with(EmptyMasks.PENALTY));
        assertThat(scores.perClass().keySet()).containsExactly("dice", "nsd", "boundary_iou", "hd95");
        assertThat(scores.perClass().get("dice")).containsExactly(Optional.of(0.5), Optional.empty(),
                Optional.empty());
        assertThat(scores.mean("hd95").orElseThrow()).isCloseTo(grid.diagonalMm() / 2, within(1e-9));
        assertThat(scores.composite()).contains(0.5);
        assertThat(EpochScores.NONE.composite()).isEmpty();
        assertThat(EpochScores.NONE.mean("dice")).isEmpty();
    }
}
