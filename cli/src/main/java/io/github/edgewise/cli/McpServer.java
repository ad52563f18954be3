package io.github.edgewise.cli;

import io.github.edgewise.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Model Context Protocol over two streams: JSON-RPC 2.0, a message per line. Every [McpTool] is a tool.
///
/// Tools run one at a time, in the order of the calls; everything else is answered at once. A call that has
/// begun runs to its end.
final class McpServer {
    /// The versions of the protocol that are spoken, the newest first.
    private static final List<String> PROTOCOLS = List.of("2025-11-25", "2025-06-18", "2025-03-26",
            "2024-11-05");
    private static final int NO_JSON = -32700;
    private static final int NO_REQUEST = -32600;
    private static final int NO_METHOD = -32601;
    private static final int WRONG_PARAMETERS = -32602;
    private static final int OWN_FAULT = -32603;
    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%-]+");
    private static final JsonMapper JSON = new JsonMapper();

    private final BufferedReader in;
    private final PrintStream out;
    private final Map<String, McpTool> tools = McpTool.all().stream()
            .collect(Collectors.toMap(McpTool::name, Function.identity()));
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("edgewise-tool").daemon().factory());

    /// @param in messages of the client
    /// @param out takes the answers, and nothing else may print there
    McpServer(BufferedReader in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /// A request that cannot be answered.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /// Answers until the client ends its stream, and then what was asked before.
    void serve() throws IOException {
        var open = new ArrayList<CompletableFuture<Void>>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) continue;
            open.removeIf(CompletableFuture::isDone);
            open.add(answered(line).thenAccept(answer -> answer.ifPresent(this::send)));
        }
        open.forEach(CompletableFuture::join);
        worker.shutdown();
    }

    private synchronized void send(JsonNode message) {
        out.print(JSON.writeValueAsString(message) + "\n");
        out.flush();
    }

    private CompletableFuture<Optional<JsonNode>> answered(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (JacksonException e) {
            return done(refusal(JSON.nullNode(), NO_JSON, "no JSON: " + e.getOriginalMessage()));
        }
        if (!message.isArray()) return answered(message);
        if (message.isEmpty()) return done(refusal(JSON.nullNode(), NO_REQUEST, "an empty batch"));
        List<CompletableFuture<Optional<JsonNode>>> each = message.valueStream().map(this::answered).toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).thenApply(_ -> {
            var batch = JSON.createArrayNode();
            each.forEach(one -> one.join().ifPresent(batch::add));
            return batch.isEmpty() ? Optional.empty() : Optional.of(batch);
        });
    }

    private static CompletableFuture<Optional<JsonNode>> done(JsonNode answer) {
        return CompletableFuture.completedFuture(Optional.of(answer));
    }

    private CompletableFuture<Optional<JsonNode>> answered(JsonNode message) {
        JsonNode id = message.path("id");
        if (message.isObject() && !message.has("method") && (message.has("result") || message.has("error"))) {
            return CompletableFuture.completedFuture(Optional.empty()); // an answer, but nothing was asked
        }
        boolean isRequest = message.path("jsonrpc").asString("").equals("2.0")
                && message.path("method").isString()
                && (id.isMissingNode() || id.isString() || id.isIntegralNumber());
        if (!isRequest) {
            return done(refusal(id.isString() || id.isIntegralNumber() ? id : JSON.nullNode(), NO_REQUEST,
                    "a request has \"jsonrpc\": \"2.0\", a method, and a string or whole number as id"));
        }
        if (id.isMissingNode()) return CompletableFuture.completedFuture(Optional.empty()); // a notification
        return result(message.get("method").asString(), message.path("params"))
                .thenApply(result -> {
                    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
                    answer.set("id", id);
                    answer.set("result", result);
                    return Optional.<JsonNode>of(answer);
                }).exceptionally(e -> Optional.of(refusal(id, e.getCause() == null ? e : e.getCause())));
    }

    private static ObjectNode refusal(JsonNode id, Throwable why) {
        return why instanceof Refused refused
                ? refusal(id, refused.code, String.valueOf(refused.getMessage()))
                : refusal(id, OWN_FAULT, "this should not have happened: " + why);
    }

    private static ObjectNode refusal(JsonNode id, int code, String message) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.putObject("error").put("code", code).put("message", message);
        return answer;
    }

    private CompletableFuture<JsonNode> result(String method, JsonNode parameters) {
        return switch (method) {
            case "initialize" -> CompletableFuture.completedFuture(hello(parameters));
            case "ping" -> CompletableFuture.completedFuture(JSON.createObjectNode());
            case "tools/list" -> CompletableFuture.completedFuture(list());
            case "tools/call" -> call(parameters);
            default -> CompletableFuture.failedFuture(new Refused(NO_METHOD, "no method " + method));
        };
    }

    private static ObjectNode hello(JsonNode parameters) {
        String wanted = parameters.path("protocolVersion").asString("");
        ObjectNode hello = JSON.createObjectNode().put("protocolVersion",
                PROTOCOLS.contains(wanted) ? wanted : PROTOCOLS.getFirst());
        hello.putObject("capabilities").putObject("tools").put("listChanged", false);
        hello.putObject("serverInfo").put("name", "edgewise").put("version", Version.current());
        return hello.put("instructions",
                "Boundary-aware image segmentation. Usual order: inspect a data set, "
                        + "train on it, status of the run, predict, evaluate. Tools that write files need confirm: "
                        + "true. Answers are JSON; schema explains the keys of each, help explains losses, metrics "
                        + "and more.");
    }

    private ObjectNode list() {
        ObjectNode list = JSON.createObjectNode();
        var all = list.putArray("tools");
        McpTool.all().forEach(tool -> all.add(tool.json()));
        return list;
    }

    private CompletableFuture<JsonNode> call(JsonNode parameters) {
        McpTool tool = tools.get(parameters.path("name").asString(""));
        if (tool == null) {
            return CompletableFuture.failedFuture(new Refused(WRONG_PARAMETERS,
                    "no tool " + parameters.path("name") + "; tools/list has all"));
        }
        JsonNode arguments = parameters.path("arguments");
        if (!arguments.isObject() && !arguments.isMissingNode()) {
            return CompletableFuture.failedFuture(
                    new Refused(WRONG_PARAMETERS, "arguments is an object, not " + arguments));
        }
        JsonNode token = parameters.path("_meta").path("progressToken");
        return CompletableFuture.supplyAsync(() -> answer(tool, arguments, progress(token)), worker);
    }

    private Consumer<String> progress(JsonNode token) {
        if (token.isMissingNode() || token.isNull()) return line -> {
        };
        var count = new AtomicInteger();
        return line -> {
            ObjectNode note = JSON.createObjectNode().put("jsonrpc", "2.0").put("method",
                    "notifications/progress");
            ObjectNode told = note.putObject("params").put("progress", count.incrementAndGet())
                    .put("message", line);
            told.set("progressToken", token);
            send(note);
        };
    }

    /// What a tool gives. Whatever goes wrong with its arguments or its work is a result too.
    private static ObjectNode answer(McpTool tool, JsonNode given, Consumer<String> progress) {
        try {
            List<String> line = tool.commandLine(given);
            ToolRun.parser().parseArgs(line.toArray(String[]::new));
            return tool.isConfirmed(given)
                    ? answer(ToolRun.of(line, progress))
                    : text("Nothing was done yet. With confirm: true this runs: edgewise " + quoted(line),
                            false);
        } catch (WrongUsage | ParameterException e) {
            return text(String.valueOf(e.getMessage()), true);
        }
    }

    private static String quoted(List<String> line) {
        return line.stream().map(word -> PLAIN.matcher(word).matches()
                ? word
                : "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
    }

    private static ObjectNode answer(ToolRun run) {
        var texts = new ArrayList<String>();
        ObjectNode answer = JSON.createObjectNode();
        if (!run.out().isBlank()) {
            JsonNode value = JSON.readTree(run.out());
            texts.add(JSON.writeValueAsString(value));
            if (value.isObject()) answer.set("structuredContent", value);
        }
        texts.addAll(run.messages());
        if (run.code() != 0) texts.add("exit code " + run.code());
        var content = answer.putArray("content");
        texts.forEach(text -> content.addObject().put("type", "text").put("text", text));
        return answer.put("isError", run.code() != 0);
    }

    private static ObjectNode text(String text, boolean isError) {
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("content").addObject().put("type", "text").put("text", text);
        return answer.put("isError", isError);
    }
}
