package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every command has `--json` and a schema, and errors print nothing on standard output.
class JsonOptionTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void an_error_leaves_standard_output_empty_and_one_line_on_standard_error() {
        for (Object[] wrong : new Object[][]{{"train", folder.resolve("none"), "--out", folder.resolve("x")},
            {"info", folder.resolve("none.nii")}, {"status", folder.resolve("none")},
            {"evaluate", folder.resolve("none"), folder},
            {"export", folder, "-o", folder.resolve("x.onnx")}}) {
            Ran ran = Ran.command(Stream.concat(Stream.of(wrong), Stream.of("--json")).toArray());
            assertThat(ran.out()).isEmpty();
            ran.failed(3, "edgewise: ");
        }
        Ran usage = Ran.command("evaluate", "a", "--json");
        assertThat(usage.out()).isEmpty();
        usage.failed(2, "see edgewise evaluate --help");
    }

    @Test
    void a_schema_is_the_one_that_answers_are_checked_with() {
        Answer told = Answer.of(0, "schema", "train");
        assertThat(told.json()).isEqualTo(Schemas.of("train").orElseThrow());
        assertThat(told.json().at("/$defs/scores").isObject()).isTrue();
        assertThat(JSON.readTree(Ran.command("schema", "train").well().out())).isEqualTo(told.json());
        Ran.command("schema", "trian").failed(2, "no command 'trian'; did you mean train?");
        Ran.command("schema", "defs").failed(2, "no command 'defs'");
    }

    @Test
    void every_command_has_the_option_and_a_schema_and_every_key_is_described() throws IOException {
        var commands = new TreeSet<>(Edgewise.parser().getSubcommands().keySet());
        Set<String> withoutResults = Set.of("mcp");
        Edgewise.parser().getSubcommands().forEach((name, line) -> {
            boolean has = line.getCommandSpec().optionsMap().containsKey("--json");
            assertThat(has).as(name).isEqualTo(!withoutResults.contains(name));
            assertThat(Schemas.of(name).isPresent()).as(name).isEqualTo(has);
        });
        for (String name : commands) {
            Schemas.of(name).ifPresent(schema -> assertThat(undescribed(schema)).as(name).isEmpty());
        }
        assertThat(undescribed(JSON.readTree("{\"properties\": {\"a\": {\"type\": \"string\"}}}")))
                .containsExactly("a");
        try (Stream<Path> files = Files.list(
                StructureTest.root().resolve("cli/src/main/resources/io/github/edgewise/cli/schema"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("defs"), commands.stream()
                            .filter(name -> !withoutResults.contains(name))).toList());
        }
    }

    /// The keys of a schema without a description.
    private static List<String> undescribed(JsonNode schema) {
        var missing = new ArrayList<String>();
        for (JsonNode properties : schema.findValues("properties")) {
            properties.properties().forEach(entry -> {
                if (entry.getValue().path("description").asString("").isBlank()) missing.add(entry.getKey());
                missing.addAll(undescribed(entry.getValue()));
            });
        }
        return missing;
    }

    @Test
    void only_the_results_are_printed_on_standard_output() throws IOException {
        try (Stream<Path> files = Files
                .list(StructureTest.root().resolve("cli/src/main/java/io/github/edgewise/cli"))) {
            var printing = new ArrayList<String>();
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("System.out."))
                    printing.add(file.getFileName().toString());
            }
            assertThat(printing).containsExactly("Results.java");
        }
    }
}
