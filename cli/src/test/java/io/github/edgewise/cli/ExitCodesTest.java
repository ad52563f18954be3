package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exit codes of every command: 0 done ([JsonResultsTest]), 2 wrong usage, 3 bad input.
class ExitCodesTest {
    /// Commands that read no input.
    private static final Set<String> WITHOUT_INPUT = Set.of("doctor", "demo", "mcp", "help", "schema",
            "completion");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void help_is_0_and_an_unknown_option_is_2_for_every_command_and_nothing_is_written() throws IOException {
        for (String command : Edgewise.parser().getSubcommands().keySet()) {
            assertThat(Ran.command(command, "--help").code()).as(command).isZero();
            Ran wrong = Ran.command(command, "--nonsense", folder.resolve("out"));
            wrong.failed(2, "see edgewise " + command + " --help");
            assertThat(wrong.err().lines()).as(command).hasSize(1);
            assertThat(wrong.out()).isEmpty();
        }
        assertThat(Ran.command().code()).isZero();
        Ran.command("nonsense").failed(2, "nonsense");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void input_that_is_not_there_is_3_for_every_command_that_reads() {
        Path none = folder.resolve("none");
        Path out = folder.resolve("out");
        Map<String, List<Object>> reading = new TreeMap<>();
        reading.put("train", List.of(none, "--out", out));
        reading.put("compare", List.of(none, "--out", out, "--loss", "dice", "--loss", "crossEntropy"));
        reading.put("predict", List.of(none, none, "-o", out));
        reading.put("serve", List.of(none, "--port", 0));
        reading.put("watch", List.of(none));
        reading.put("evaluate", List.of(none, none));
        reading.put("report", List.of(none));
        reading.put("status", List.of(none));
        reading.put("export", List.of(none, "-o", folder.resolve("x.onnx")));
        reading.put("inspect", List.of(none));
        reading.put("info", List.of(none));
        reading.put("convert", List.of(none, folder.resolve("x.nii")));
        reading.put("distance", List.of(none, "-o", folder.resolve("x.nii")));
        reading.put("phantom", List.of(StructureTest.root())); // a folder that is not empty
        var all = new ArrayList<>(reading.keySet());
        all.addAll(WITHOUT_INPUT);
        assertThat(all).containsExactlyInAnyOrderElementsOf(Edgewise.parser().getSubcommands().keySet());
        reading.forEach((command, arguments) -> {
            var line = new ArrayList<Object>(List.of(command));
            line.addAll(arguments);
            Ran.command(line.toArray()).failed(3, "edgewise: ");
            assertThat(out).as(command).doesNotExist();
        });
    }
}
