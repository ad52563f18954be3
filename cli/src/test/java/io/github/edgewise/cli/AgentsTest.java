package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `AGENTS.md` and `llms.txt` tell the truth: their sequence runs, their command lines are understood, their
/// files exist, and no command is missing.
class AgentsTest {
    private static final Path ROOT = StructureTest.root();
    private static final Pattern COMMAND = Pattern.compile("`(?:\\./)?edgewise ([a-z][^`]*)`");

    @TempDir
    private Path folder = Path.of("");

    private static List<String> commandLines(String file) throws IOException {
        return COMMAND.matcher(Files.readString(ROOT.resolve(file))).results().map(r -> r.group(1)).toList();
    }

    @Test
    void the_usual_order_runs_from_data_to_a_model() throws IOException {
        String page = Files.readString(ROOT.resolve("AGENTS.md"));
        List<String> lines = page.lines().filter(line -> line.startsWith("./edgewise ")).toList();
        assertThat(lines).hasSize(8);
        Path quick = Files.writeString(folder.resolve("quick.yaml"),
                "{length: {epochs: 1, steps: 3}, machine: {threads: 1}}");
        Map<String, JsonNode> told = new TreeMap<>();
        for (String line : lines) {
            String one = line.startsWith("./edgewise train")
                    ? line.replace(" --json", " --recipe " + quick + " --json")
                    : line;
            Object[] words = Stream.of(one.split(" ", -1)).skip(1).map(this::placed).toArray();
            Ran ran = Ran.command(words).well();
            if (line.endsWith(" --json"))
                told.put(words[0] + " " + words[1], Answer.checked(ran.out(), words[0].toString()));
        }
        assertThat(told).hasSize(7);
        assertThat(answer(told, "inspect my-data").get("usable").asBoolean()).isTrue();
        assertThat(answer(told, "status runs/first").get("state").asString()).isEqualTo("finished");
        assertThat(answer(told, "export runs/first").get("largestDifference").asDouble()).isLessThan(0.001);
        JsonNode predicted = answer(told, "predict net.onnx");
        assertThat(predicted.get("masks")).hasSize(12);
        assertThat(predicted.get("failed")).isEmpty();
    }

    /// What the command said, found by its first two words on the page.
    private JsonNode answer(Map<String, JsonNode> told, String command) {
        String[] words = command.split(" ", -1);
        return Objects.requireNonNull(told.get(words[0] + " " + placed(words[1])), command);
    }

    /// A path of the page, below the folder of the test.
    private String placed(String word) {
        boolean isPath = word.matches("(my-data|runs|masks|all-masks|net\\.onnx)(/.*)?");
        return isPath ? folder.resolve(word).toString() : word;
    }

    @Test
    void every_command_line_is_understood_and_every_command_is_there() throws IOException {
        for (String file : List.of("AGENTS.md", "llms.txt", "docs/how-to/use-from-agents.md")) {
            for (String line : commandLines(file)) {
                if (line.contains("COMMAND")) continue;
                assertThat(Edgewise.parser().parseArgs(line.split(" ", -1)).subcommand()).as(line)
                        .isNotNull();
            }
        }
        assertThat(commandLines("AGENTS.md").stream().map(line -> line.split(" ", -1)[0]).toList())
                .containsAll(Edgewise.parser().getSubcommands().keySet());
    }

    @Test
    void the_keys_that_it_says_to_check_are_those_of_the_schemas() throws IOException {
        Map<String, List<String>> checked = Map.of("doctor", List.of("engine", "version"), "inspect",
                List.of("usable"), "info", List.of("warnings", "sum", "shape"), "train",
                List.of("scores", "summary"), "status", List.of("state"), "predict", List.of("failed"),
                "evaluate", List.of("missing"), "compare", List.of("finding", "limits"), "report",
                List.of("report"), "export", List.of("largestDifference"));
        String page = Files.readString(ROOT.resolve("AGENTS.md"));
        checked.forEach((command, keys) -> {
            String schema = Schemas.of(command).orElseThrow().toString();
            for (String key : keys) {
                assertThat(schema).contains("\"" + key + "\":");
                assertThat(page).containsPattern("`(\\w+\\.)?" + key + "(\\.\\w+)?`");
            }
        });
    }

    @Test
    void every_file_that_is_named_exists_and_each_page_is_short() throws IOException {
        for (String file : List.of("AGENTS.md", "llms.txt")) {
            String text = Files.readString(ROOT.resolve(file));
            assertThat(text.lines()).hasSizeLessThan(85);
            List<String> named = Pattern.compile("(?:docs/[\\w/-]+|README|CONTRIBUTING|AGENTS)\\.md")
                    .matcher(text)
                    .results().map(r -> r.group()).toList();
            assertThat(named).hasSizeGreaterThan(4)
                    .allSatisfy(name -> assertThat(ROOT.resolve(name)).isRegularFile());
            assertThat(text.lines().filter(line -> !line.startsWith("|")))
                    .allMatch(line -> line.length() <= 120);
        }
    }
}
