package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a client of the Model Context Protocol says and hears, message by message.
class McpServerTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    /// All answers to these lines, in the order they came.
    private static List<JsonNode> said(String... lines) throws IOException {
        var out = new ByteArrayOutputStream();
        new McpServer(new BufferedReader(new StringReader(String.join("\n", lines))),
                new PrintStream(out, true, StandardCharsets.UTF_8)).serve();
        return out.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
    }

    private static String call(int id, String tool, Map<String, ?> arguments) {
        ObjectNode call = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method",
                "tools/call");
        call.putObject("params").put("name", tool).set("arguments", JSON.valueToTree(arguments));
        return JSON.writeValueAsString(call);
    }

    private static JsonNode result(String tool, Map<String, ?> arguments) throws IOException {
        List<JsonNode> answers = said(call(7, tool, arguments));
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().get("id").asInt()).isEqualTo(7);
        return answers.getFirst().get("result");
    }

    private static String text(JsonNode result) {
        return result.get("content").valueStream().map(one -> one.get("text").asString())
                .collect(Collectors.joining("\n"));
    }

    private Path data() throws IOException {
        Path data = folder.resolve("my data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        return data;
    }

    @Test
    void a_client_is_greeted_and_its_notifications_are_not_answered() throws IOException {
        List<JsonNode> answers = said("""
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
                "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "",
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"1999-01-01\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");
        assertThat(answers).hasSize(3).allMatch(one -> one.get("jsonrpc").asString().equals("2.0"));
        JsonNode hello = answers.getFirst().get("result");
        assertThat(hello.get("protocolVersion").asString()).isEqualTo("2025-06-18");
        assertThat(hello.at("/capabilities/tools").isObject()).isTrue();
        assertThat(hello.at("/serverInfo/name").asString()).isEqualTo("edgewise");
        assertThat(answers.get(1))
                .isEqualTo(JSON.readTree("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{}}"));
        assertThat(answers.get(2).at("/result/protocolVersion").asString()).isEqualTo("2025-11-25");
    }

    private static int code(String line) throws IOException {
        List<JsonNode> answers = said(line);
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().at("/error/message").asString()).isNotBlank();
        return answers.getFirst().at("/error/code").asInt();
    }

    @Test
    void what_is_no_request_is_refused_with_the_codes_of_json_rpc() throws IOException {
        assertThat(code("{\"jsonrpc\":\"2.0\",\"id\":1,")).isEqualTo(-32700);
        assertThat(code("hello")).isEqualTo(-32700);
        assertThat(code("17")).isEqualTo(-32600);
        assertThat(code("[]")).isEqualTo(-32600);
        assertThat(code("{\"id\":1,\"method\":\"ping\"}")).isEqualTo(-32600);
        assertThat(code("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}")).isEqualTo(-32600);
        assertThat(code("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}")).isEqualTo(-32600);
        assertThat(code("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/lst\"}")).isEqualTo(-32601);
        assertThat(code(call(1, "rm", Map.of()))).isEqualTo(-32602);
        assertThat(code(call(1, "serve", Map.of()))).as("no tool").isEqualTo(-32602);
        assertThat(code("""
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"info","arguments":[1]}}"""))
                .isEqualTo(-32602);
        assertThat(said("no", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")).as("and it goes on")
                .hasSize(2);
    }

    @Test
    void a_batch_is_answered_by_a_batch() throws IOException {
        List<JsonNode> answers = said("""
                [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},3]""");
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).hasSize(2);
        assertThat(answers.getFirst().get(1).at("/error/code").asInt()).isEqualTo(-32600);
    }

    @Test
    void the_arguments_of_a_tool_are_the_options_of_its_command() throws IOException {
        JsonNode tools = said("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").getFirst()
                .at("/result/tools");
        assertThat(tools.valueStream().map(tool -> tool.get("name").asString())).containsExactly("inspect",
                "info",
                "evaluate", "doctor", "status", "help", "schema", "train", "compare", "predict", "distance",
                "export", "convert", "phantom", "report");
        var commands = Edgewise.parser().getSubcommands();
        for (JsonNode tool : tools) {
            JsonNode schema = tool.get("inputSchema");
            var options = new ArrayList<String>();
            Objects.requireNonNull(commands.get(tool.get("name").asString())).getCommandSpec().options()
                    .forEach(option -> options.addAll(List.of(option.names())));
            options.removeAll(Set.of("--help", "-h", "--version", "-V", "--json"));
            boolean reads = tool.at("/annotations/readOnlyHint").asBoolean();
            if (reads) options.remove("-o");
            List<String> names = schema.get("properties").propertyStream()
                    .filter(one -> one.getValue().path("description").asString().startsWith("-"))
                    .map(one -> (one.getKey().length() == 1 ? "-" : "--") + one.getKey()).toList();
            assertThat(names).as(tool.toString()).containsExactlyInAnyOrderElementsOf(options);
            assertThat(schema.get("properties").has("confirm")).isNotEqualTo(reads);
            assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
        }
        JsonNode train = tools.valueStream().filter(tool -> tool.get("name").asString().equals("train"))
                .findFirst().orElseThrow().get("inputSchema");
        assertThat(train.get("required")).extracting(JsonNode::asString).containsExactly("dataset", "out");
        assertThat(train.at("/properties/epochs/type").asString()).isEqualTo("integer");
        assertThat(train.at("/properties/minutes/type").asString()).isEqualTo("number");
        assertThat(train.at("/properties/resume/type").asString()).isEqualTo("boolean");
        assertThat(train.at("/properties/channels/items/type").asString()).isEqualTo("string");
    }

    @Test
    void a_tool_that_writes_does_so_only_when_it_is_confirmed() throws IOException {
        Path out = folder.resolve("-phan tom's");
        var arguments = Map.of("out", out.toString(), "cases", 2, "seed", 5);
        JsonNode planned = result("phantom", arguments);
        assertThat(planned.get("isError").asBoolean()).isFalse();
        assertThat(text(planned))
                .startsWith("Nothing was done yet. With confirm: true this runs: edgewise phantom "
                        + "--json ")
                .contains("--cases=2", "-phan tom'\\''s'");
        assertThat(out).doesNotExist();
        assertThat(text(result("phantom", Map.of("out", out.toString(), "confirm", false))))
                .startsWith("Nothing was done yet");
        assertThat(out).doesNotExist();
        JsonNode done = result("phantom",
                Map.of("out", out.toString(), "cases", 2, "seed", 5, "confirm", true));
        assertThat(done.get("isError").asBoolean()).as(text(done)).isFalse();
        assertThat(done.at("/structuredContent/cases").asInt()).isEqualTo(2);
        assertThat(done.at("/structuredContent/seed").asInt()).isEqualTo(5);
        Answer.checked(done.get("structuredContent").toString(), "phantom");
        assertThat(out.resolve("images/phantom_001.nii.gz")).exists();
    }

    @Test
    void wrong_arguments_and_bad_input_are_results_with_an_error() throws IOException {
        assertError(result("info", Map.of("file", List.of(folder.resolve("none.nii").toString()))),
                "edgewise: no such file or folder: ", "exit code 3");
        assertError(result("train", Map.of("dataset", "x", "out", "y", "epoch", 3)),
                "the tool train has no argument 'epoch'; did you mean epochs?");
        assertError(result("train", Map.of("dataset", "x")), "Missing required option");
        assertError(result("train", Map.of("dataset", "x", "out", "y", "epochs", "many")), "many");
        assertError(result("train", Map.of("dataset", "x", "out", "y", "resume", "maybe")),
                "resume is true or false, not maybe");
        assertError(result("train", Map.of("dataset", Map.of("a", 1), "out", "y")),
                "dataset is a plain value");
        assertError(result("inspect", Map.of("dataset", "x", "confirm", true)), "no argument 'confirm'");
        assertError(
                result("train", Map.of("dataset", folder.toString(), "out", "y", "loss", "dise", "confirm",
                        true)),
                "did you mean dice?", "exit code 2");
        Path list = Files.writeString(folder.resolve("list"), "doctor --json");
        assertError(result("info", Map.of("file", List.of("@" + list))), "no such file or folder: @" + list);
    }

    private static void assertError(JsonNode result, String... parts) {
        assertThat(result.get("isError").asBoolean()).isTrue();
        assertThat(text(result)).contains(parts);
    }

    @Test
    void an_agent_inspects_trains_looks_predicts_and_evaluates() throws IOException {
        Path data = data();
        Path run = folder.resolve("run");
        Path masks = folder.resolve("masks");
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 2}, machine: {threads: 1}}");
        ObjectNode training = (ObjectNode) JSON
                .readTree(call(2, "train", Map.of("dataset", data.toString(), "out",
                        run.toString(), "recipe", recipe.toString(), "confirm", true)));
        ((ObjectNode) training.get("params")).putObject("_meta").put("progressToken", "t");
        List<JsonNode> answers = said(call(1, "inspect", Map.of("dataset", data.toString())),
                training.toString(), "{\"jsonrpc\":\"2.0\",\"id\":\"while\",\"method\":\"ping\"}",
                call(3, "status", Map.of("path", run.toString())),
                call(4, "predict",
                        Map.of("run", run.toString(), "input", data.resolve("images").toString(), "o",
                                masks.toString(), "confirm", true)),
                call(5, "evaluate", Map.of("predictions", masks.toString(), "references",
                        data.resolve("labels").toString(), "metrics",
                        List.of("dice", "hd95:convention=AREA"))));
        List<JsonNode> progress = answers.stream().filter(one -> one.has("method")).toList();
        assertThat(progress).isNotEmpty().allSatisfy(note -> {
            assertThat(note.get("method").asString()).isEqualTo("notifications/progress");
            assertThat(note.at("/params/progressToken").asString()).isEqualTo("t");
        });
        assertThat(progress).anyMatch(note -> note.at("/params/message").asString().contains("epoch   1"));
        assertThat(progress.stream().map(note -> note.at("/params/progress").asInt())).isSorted();
        List<JsonNode> results = answers.stream().filter(one -> one.has("result")).toList();
        assertThat(results.stream().map(one -> one.get("id").asString())).containsExactlyInAnyOrder("while",
                "1", "2", "3", "4", "5");
        var commands = Map.of("1", "inspect", "2", "train", "3", "status", "4", "predict", "5", "evaluate");
        for (JsonNode one : results) {
            if (one.get("id").asString().equals("while")) continue;
            JsonNode result = one.get("result");
            assertThat(result.get("isError").asBoolean()).as(text(result)).isFalse();
            Answer.checked(result.get("structuredContent").toString(),
                    Objects.requireNonNull(commands.get(one.get("id").asString())));
        }
        JsonNode status = results.stream().filter(one -> one.get("id").asString().equals("3")).findFirst()
                .orElseThrow().at("/result/structuredContent");
        assertThat(status.get("state").asString()).isEqualTo("finished");
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"--recipe=" + recipe);
    }

    @Test
    void the_command_answers_on_standard_output_until_its_input_ends() {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream((call(1, "doctor", Map.of()) + "\n"
                    + call(2, "help", Map.of("topic", "exit-codes")) + "\n")
                    .getBytes(StandardCharsets.UTF_8)));
            List<JsonNode> answers = Ran.command("mcp").well().out().lines().map(JSON::readTree).toList();
            assertThat(answers).hasSize(2);
            assertThat(answers.getFirst().at("/result/structuredContent/machine/cores").asInt())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(answers.get(1).at("/result/structuredContent/text").asString()).contains("bad input");
        } finally {
            System.setIn(in);
        }
    }
}
