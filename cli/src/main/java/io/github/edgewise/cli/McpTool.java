package io.github.edgewise.cli;

import io.github.edgewise.spec.Spec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A command as a tool of [McpServer]. The arguments of the tool are the options and parameters of the
/// command: `--minutes M` is `minutes`, the parameter DATASET is `dataset`.
///
/// @param command its options
/// @param writes whether it writes files, and so needs the argument `confirm`
record McpTool(CommandSpec command, boolean writes) {
    private static final String CONFIRM = "confirm";
    private static final List<String> READING = List.of("inspect", "info", "evaluate", "doctor", "status",
            "help", "schema");
    private static final List<String> WRITING = List.of("train", "compare", "predict", "distance", "export",
            "convert", "phantom", "report");

    /// All tools, those that only read first.
    static List<McpTool> all() {
        Map<String, CommandLine> commands = Edgewise.parser().getSubcommands();
        return Stream.concat(READING.stream().map(name -> new McpTool(commands, name, false)),
                WRITING.stream().map(name -> new McpTool(commands, name, true))).toList();
    }

    private McpTool(Map<String, CommandLine> commands, String name, boolean writes) {
        this(Objects.requireNonNull(commands.get(name), name).getCommandSpec(), writes);
    }

    String name() { return command.name(); }

    private String description() { return String.join(" ", command.usageMessage().description()); }

    /// What `tools/list` says of it.
    ObjectNode json() {
        ObjectNode tool = Results.JSON.createObjectNode();
        tool.put("name", name()).put("description", description()
                + (writes
                        ? " Writes files, so it needs confirm: true; without it, it says what it would do."
                        : ""));
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        arguments().forEach((name, argument) -> {
            properties.set(name, json(argument));
            if (argument.required()) required.add(name);
        });
        if (writes) {
            properties.putObject(CONFIRM).put("type", "boolean").put("description",
                    "true to do it; otherwise the answer says what would be done, and nothing is written");
        }
        schema.put("additionalProperties", false);
        tool.putObject("annotations").put("readOnlyHint", !writes).put("destructiveHint", false)
                .put("openWorldHint", false);
        return tool;
    }

    /// The options and parameters of the command by the names of the tool's arguments; parameters first.
    Map<String, ArgSpec> arguments() {
        var arguments = new LinkedHashMap<String, ArgSpec>();
        parameters().forEach(one -> arguments.put(one.paramLabel().toLowerCase(Locale.ROOT), one));
        command.options().stream().filter(one -> !one.usageHelp() && !one.versionHelp() && !one.hidden())
                .filter(one -> !one.longestName().equals("--json"))
                .filter(one -> writes || !one.longestName().equals("-o")) // the answer has what the file would
                .forEach(one -> arguments.put(one.longestName().replaceFirst("^-+", ""), one));
        return arguments;
    }

    private List<PositionalParamSpec> parameters() {
        return command.positionalParameters().stream()
                .sorted(Comparator.comparing(PositionalParamSpec::index)).toList();
    }

    private static ObjectNode json(ArgSpec argument) {
        ObjectNode json = Results.JSON.createObjectNode();
        CommandLine.Model.ITypeInfo type = argument.typeInfo();
        ObjectNode value = json;
        if (type.isMultiValue()) value = json.put("type", "array").putObject("items");
        List<String> classes = type.isMultiValue() || type.isOptional()
                ? type.getAuxiliaryTypeInfos().stream().map(CommandLine.Model.ITypeInfo::getClassSimpleName)
                        .toList()
                : List.of(type.getClassSimpleName());
        value.put("type", switch (classes.getFirst()) {
            case "boolean", "Boolean" -> "boolean";
            case "int", "Integer", "long", "Long" -> "integer";
            case "double", "Double" -> "number";
            default -> "string";
        });
        String label = argument instanceof OptionSpec option
                ? option.longestName() + (type.isBoolean() ? "" : " " + option.paramLabel())
                : argument.paramLabel();
        return json.put("description", label + ": " + Stream.of(argument.description())
                .collect(Collectors.joining(" ")));
    }

    /// True where the call says that files may be written, or none are.
    boolean isConfirmed(JsonNode given) { return !writes || given.path(CONFIRM).asBoolean(false); }

    /// The command line of a call.
    ///
    /// @throws WrongUsage naming an argument that the tool does not have, or that is no plain value
    List<String> commandLine(JsonNode given) {
        Map<String, ArgSpec> known = arguments();
        var options = new ArrayList<String>();
        for (String name : given.propertyNames()) {
            if (name.equals(CONFIRM) && writes) continue;
            ArgSpec argument = known.get(name);
            if (argument == null) {
                throw new WrongUsage("the tool " + name() + " has no argument '" + name + "'"
                        + Spec.nearest(name, List.copyOf(known.keySet())));
            }
            if (!(argument instanceof OptionSpec option)) continue;
            for (String value : values(name, given.get(name))) {
                if (!option.typeInfo().isBoolean()) options.add(option.longestName() + "=" + value);
                else if (value.equals("true")) options.add(option.longestName());
                else
                    if (!value.equals("false"))
                        throw new WrongUsage(name + " is true or false, not " + value);
            }
        }
        var line = new ArrayList<>(List.of(name(), "--json"));
        line.addAll(options);
        var parameters = new ArrayList<String>();
        known.forEach((name, argument) -> {
            if (argument.isPositional()) parameters.addAll(values(name, given.path(name)));
        });
        if (!parameters.isEmpty()) line.add("--"); // a file may begin with a dash
        line.addAll(parameters);
        return line;
    }

    private static List<String> values(String name, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return List.of();
        if (value.isArray()) {
            return value.valueStream().flatMap(one -> values(name, one).stream()).toList();
        }
        if (value.isObject()) throw new WrongUsage(name + " is a plain value or an array, not an object");
        return List.of(value.asString());
    }
}
