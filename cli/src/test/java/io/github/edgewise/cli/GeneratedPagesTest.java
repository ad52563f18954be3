package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;

/// `docs/reference/options.md` and `docs/reference/json.md` are what the commands say of themselves. Run with
/// `-Dedgewise.write.pages=true` to write them; without it, they must be equal.
class GeneratedPagesTest {
    private static final Path REFERENCE = StructureTest.root().resolve("docs/reference");

    private static void assertPage(String name, String page) throws IOException {
        Path file = REFERENCE.resolve(name);
        if (Boolean.getBoolean("edgewise.write.pages")) Files.writeString(file, page);
        assertThat(Files.readString(file))
                .as("write it anew: mvn verify -pl cli -Dtest=GeneratedPagesTest -Dedgewise.write.pages=true")
                .isEqualTo(page);
    }

    private static Map<String, CommandLine> commands() {
        return new TreeMap<>(Edgewise.parser().getSubcommands());
    }

    @Test
    void the_page_of_options_is_what_help_says() throws IOException {
        var page = new StringBuilder(
                """
                        # Options

                        Every option and parameter of every command, as `--help` has them. `--help`, `--version` and `--json` are
                        left out. This page is generated.
                        """);
        commands().forEach((name, line) -> {
            page.append("\n## ").append(name).append('\n')
                    .append(String.join(" ", line.getCommandSpec().usageMessage().description()).strip())
                    .append("\n\n");
            List<ArgSpec> arguments = Stream.concat(
                    line.getCommandSpec().positionalParameters().stream().map(ArgSpec.class::cast),
                    line.getCommandSpec().options().stream().filter(GeneratedPagesTest::isOwn)).toList();
            if (arguments.isEmpty()) {
                page.append("No options.\n");
                return;
            }
            page.append("| option | means |\n|---|---|\n");
            arguments.forEach(one -> page.append("| `").append(cell(label(one))).append("` | ")
                    .append(cell(String.join(" ", one.description())))
                    .append(one.required() && one instanceof OptionSpec ? " (required)" : "").append(" |\n"));
        });
        assertPage("options.md", wrapped(page.toString()));
    }

    private static boolean isOwn(OptionSpec option) {
        return !option.usageHelp() && !option.versionHelp() && !option.longestName().equals("--json");
    }

    private static String label(ArgSpec one) {
        if (!(one instanceof OptionSpec option)) return one.paramLabel();
        return option.longestName() + (option.typeInfo().isBoolean() ? "" : " " + option.paramLabel());
    }

    @Test
    void the_page_of_json_is_what_the_schemas_say() throws IOException {
        var page = new StringBuilder(
                """
                        # JSON of the commands

                        What every command prints with `--json`, see [use from agents](../how-to/use-from-agents.md). `edgewise schema
                        COMMAND` prints the same as JSON Schema. `a.b` is key `b` of the object `a`, `a[].b` that of every object in
                        the array `a`. This page is generated.
                        """);
        for (String name : commands().keySet()) {
            if (Schemas.of(name).isEmpty() || name.equals("schema")) continue;
            JsonNode schema = Schemas.of(name).orElseThrow();
            page.append("\n## ").append(name).append("\n").append(description(schema)).append(".\n\n")
                    .append("| key | type | meaning |\n|---|---|---|\n");
            keys("", schema, schema.path("$defs"), page);
        }
        assertPage("json.md", wrapped(page.toString()));
    }

    /// Adds a line for every key below a node.
    private static void keys(String before, JsonNode node, JsonNode shared, StringBuilder page) {
        JsonNode at = target(node, shared);
        for (JsonNode one : at.path("oneOf")) {
            page.append("| | | **").append(description(one)).append("** |\n");
            keys(before, one, shared, page);
        }
        for (JsonNode one : at.path("anyOf")) {
            keys(before, one, shared, page);
        }
        if (at.has("items")) keys(before + "[]", at.get("items"), shared, page);
        String start = before.isEmpty() ? "" : before + ".";
        at.path("properties").properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            page.append("| `").append(start).append(entry.getKey()).append("` | ")
                    .append(type(target(value, shared), shared)).append(" | ")
                    .append(cell(description(value)))
                    .append(values(value)).append(" |\n");
            keys(start + entry.getKey(), value, shared, page);
        });
    }

    private static String values(JsonNode value) {
        return value.has("enum")
                ? ": " + value.get("enum").valueStream().map(v -> "`" + v.asString() + "`")
                        .collect(Collectors.joining(", "))
                : "";
    }

    private static JsonNode target(JsonNode node, JsonNode shared) {
        return node.has("$ref") ? shared.get(node.get("$ref").asString().replace("#/$defs/", "")) : node;
    }

    private static String type(JsonNode node, JsonNode shared) {
        if (node.has("anyOf")) {
            return node.get("anyOf").valueStream().map(one -> type(target(one, shared), shared))
                    .collect(Collectors.joining(" or "));
        }
        JsonNode type = node.path("type");
        return type.isArray()
                ? type.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
                : type.asString();
    }

    private static String description(JsonNode node) { return node.path("description").asString(""); }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replaceAll("\\s+", " ").strip();
    }

    /// Lines of at most 120 characters, except tables.
    private static String wrapped(String text) {
        return text.lines().map(line -> line.startsWith("|") ? line : HelpText.broken(line, 120))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
