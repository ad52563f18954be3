package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.train.EpochScores;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import io.github.edgewise.train.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a training prints, on screens of any width.
class EpochTableTest {
    private static final Terminal PLAIN = new Terminal(false, 200, false);

    private static History.Entry entry(int epoch, int terms, int stage) {
        List<Optional<Double>> half = List.of(Optional.of(0.5));
        List<Double> ones = Collections.nCopies(terms, 0.125);
        return new History.Entry(epoch, 12345.678, ones, ones,
                new Telemetry(ones, -0.25, List.of(), List.of()),
                0.01, new EpochScores(Map.of("dice", half, "hd95", List.of(Optional.of(123.456)),
                        "boundary_iou", half, "nsd", half)),
                0.07, 3599, stage, List.of());
    }

    @Test
    void heads_stand_above_their_numbers_and_again_after_25_epochs() {
        var table = new EpochTable(PLAIN);
        var lines = new ArrayList<String>();
        for (int i = 1; i <= 26; i++) {
            lines.addAll(table.lines(entry(i, 2, 1), i == 3));
        }
        String head = lines.getFirst();
        assertThat(head.strip().split("\\s{2,}")).containsExactly("epoch", "loss", "terms", "alpha", "share",
                "cosine", "predicted", "Dice", "HD95", "boundary IoU", "score", "time", "waiting");
        assertThat(lines).hasSize(26 + 2).filteredOn(head::equals).hasSize(2);
        assertThat(lines.get(26)).isEqualTo(head);
        assertThat(lines.get(3)).endsWith("  best");
        for (String name : List.of("loss", "Dice", "score", "time")) {
            int end = head.indexOf(name) + name.length();
            assertThat(lines.get(1).charAt(end - 1)).as(name).isNotEqualTo(' ');
            assertThat(lines.get(1).charAt(end)).as(name).isEqualTo(' ');
        }
        assertThat(lines.get(1)).contains("12345.6780", "123.456 mm", "3599 s", "7 %", "0.125, 0.125");
    }

    @Test
    void what_fits_is_shown_from_60_columns_on() {
        for (int width : new int[]{60, 72, 80, 100, 120, 160, 200}) {
            for (int terms = 1; terms <= 3; terms++) {
                List<String> lines = new EpochTable(new Terminal(true, width, false)).lines(
                        entry(999, terms, 2),
                        true);
                assertThat(lines).as("%d columns", width).hasSize(2)
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
                assertThat(lines.getFirst()).contains("epoch", "loss", "Dice", "HD95", "score", "time");
                if (width >= 160) assertThat(lines.getFirst()).contains("stage", "waiting", "predicted");
            }
        }
    }

    @Test
    void a_second_stage_with_other_terms_has_its_own_heads() {
        var table = new EpochTable(PLAIN);
        assertThat(table.lines(entry(1, 1, 1), false).getFirst()).doesNotContain("stage", "alpha");
        assertThat(table.lines(entry(2, 1, 1), false)).hasSize(1);
        assertThat(table.lines(entry(3, 2, 2), false).getFirst()).contains("stage", "alpha");
    }

    @Test
    void colours_are_for_terminals_that_want_them() {
        assertThat(Terminal.of(true, Map.of("COLUMNS", "90"))).isEqualTo(new Terminal(true, 90, true));
        assertThat(Terminal.of(true, Map.of("COLUMNS", "9", "NO_COLOR", "1")))
                .isEqualTo(new Terminal(true, 60, false));
        assertThat(Terminal.of(true, Map.of("COLUMNS", "999", "NO_COLOR", "")))
                .isEqualTo(new Terminal(true, 200, true));
        assertThat(Terminal.of(true, Map.of("COLUMNS", "90", "TERM", "dumb")).hasColours()).isFalse();
        assertThat(Terminal.of(false, Map.of("COLUMNS", "90"))).isEqualTo(new Terminal(false, 200, false));
        assertThat(printed(Terminal.of(true, Map.of("COLUMNS", "60")))).contains("\u001b[32m", "\u001b[33m");
        assertThat(printed(Terminal.of(true, Map.of("COLUMNS", "60", "NO_COLOR", "1"))))
                .doesNotContain("\u001b[3").contains("best");
        assertThat(printed(Terminal.of(false, Map.of()))).doesNotContain("\u001b");
    }

    @Test
    void messages_are_broken_between_words_on_terminals_alone() {
        for (int width : new int[]{60, 100}) {
            assertThat(printed(new Terminal(true, width, false)).replace("\r\u001b[K", "").lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width))
                    .anyMatch(line -> line.startsWith("warning: class 1 has not been predicted"));
        }
        assertThat(printed(PLAIN).lines()).filteredOn(line -> line.startsWith("warning")).hasSize(1)
                .allSatisfy(line -> assertThat(line.length()).isGreaterThan(200));
    }

    /// What an epoch and a long warning look like.
    private static String printed(Terminal terminal) {
        PrintStream before = System.err;
        var out = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
            var progress = new TrainingProgress(new ProgressBar(terminal));
            progress.accept(new Progress.Epoch(entry(1, 2, 1), true));
            progress.accept(new Progress.Collapsed(1, 1, 100, 0.5, 3));
        } finally {
            System.setErr(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
