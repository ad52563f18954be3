package io.github.edgewise.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/// `edgewise mcp`: the commands as tools for agents.
@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        description = "Offers the commands as tools over standard input and output, by the Model Context Protocol "
                + "(JSON-RPC 2.0, a message per line), until the input ends. Tools that write files do so only "
                + "when they are called with confirm: true. Nothing goes over the network.",
        footer = {
            "", "Example, in the settings of a client:",
            "  {\"mcpServers\": {\"edgewise\": {\"command\": \"/path/to/edgewise\", \"args\": [\"mcp\"]}}}",
            "",
            "  edgewise mcp"})
final class McpCommand implements Subcommand {
    @Override
    public Integer call() throws IOException {
        PrintStream answers = System.out;
        try {
            System.setOut(System.err); // nothing but answers may come between answers
            new McpServer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    new PrintStream(answers, false, StandardCharsets.UTF_8)).serve();
        } finally {
            System.setOut(answers);
        }
        return 0;
    }
}
