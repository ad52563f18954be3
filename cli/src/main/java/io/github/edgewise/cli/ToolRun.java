package io.github.edgewise.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;

/// A command that was run inside of this process: what it printed and how it ended. One at a time, because
/// standard output and standard error are those of the process.
///
/// @param code the exit code
/// @param out standard output
/// @param messages the lines of standard error that tell an error or a warning
record ToolRun(int code, String out, List<String> messages) {
    /// Hands on whole lines.
    private static final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<String> lines;

        Lines(Consumer<String> lines) { this.lines = lines; }

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            lines.accept(line.toString(StandardCharsets.UTF_8).strip());
            line.reset();
        }
    }

    /// Runs a command line.
    ///
    /// @param progress is told every line of standard error that is neither an error nor a warning
    static synchronized ToolRun of(List<String> arguments, Consumer<String> progress) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var messages = new ArrayList<String>();
        var lines = new Lines(line -> {
            err.println(line);
            if (line.startsWith("edgewise: ") || line.startsWith("warning")) messages.add(line);
            else if (!line.isEmpty()) progress.accept(line);
        });
        try (var captured = new PrintStream(printed, true, StandardCharsets.UTF_8);
                var heard = new PrintStream(lines, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            System.setErr(heard);
            int code = Edgewise.run(parser(), arguments.toArray(String[]::new));
            return new ToolRun(code, printed.toString(StandardCharsets.UTF_8), List.copyOf(messages));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// Reads arguments as they are: a value may begin with `@`.
    static CommandLine parser() { return Edgewise.parser().setExpandAtFiles(false); }
}
