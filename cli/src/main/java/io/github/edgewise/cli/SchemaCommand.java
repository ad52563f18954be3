package io.github.edgewise.cli;

import io.github.edgewise.spec.Spec;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `edgewise schema`: what the JSON of a command holds.
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the JSON Schema of what a command prints with --json: every key, its type and its "
                + "meaning.",
        footer = {
            "", "Example:", "  edgewise schema train"})
final class SchemaCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "COMMAND", description = "name of a command, such as train")
    private String command = "";

    @Mixin
    private Results results = new Results();

    @Override
    public Integer call() throws IOException {
        ObjectNode schema = Schemas.of(command).orElseThrow(() -> unknown(command));
        results.line(Results.JSON.writeValueAsString(schema));
        results.json(() -> schema);
        return 0;
    }

    private static WrongUsage unknown(String command) {
        CommandLine all = Edgewise.parser();
        if (all.getSubcommands().containsKey(command)) {
            return new WrongUsage(command + " has no schema");
        }
        List<String> known = all.getSubcommands().keySet().stream()
                .filter(name -> Schemas.of(name).isPresent()).sorted().toList();
        return new WrongUsage("no command '" + command + "'" + Spec.nearest(command, known));
    }
}
