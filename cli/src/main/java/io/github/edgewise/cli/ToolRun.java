package io.github.edgewise.cli;

import io.github.edgewise.train.StopRequest;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
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

        /// Hands on a last line without an end, too.
        @Override
        public synchronized void close() {
            if (line.size() > 0) write('\n');
        }
    }

    private static volatile StopRequest current = new StopRequest();

    /// Ends the command of a call that is no longer wanted. Whoever shows progress asks; a command that is no
    /// tool is always wanted.
    ///
    /// @throws CancellationException where it is not
    static void requireWanted() {
        if (current.isMade()) throw new CancellationException("stopped on request");
    }

    /// Runs a command line.
    ///
    /// @param progress is told every line of standard error that is neither an error nor a warning
    /// @param stop ends it
    static synchronized ToolRun of(List<String> arguments, Consumer<String> progress, StopRequest stop) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var messages = new ArrayList<String>();
        var lines = new Lines(line -> {
            err.println(line);
            if (line.startsWith("edgewise: ") || line.startsWith("warning")) messages.add(line);
            else if (!line.isEmpty()) progress.accept(line);
        });
        current = stop;
        int code;
        try (var captured = new PrintStream(printed, true, StandardCharsets.UTF_8);
                var heard = new PrintStream(lines, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            System.setErr(heard);
            code = Edgewise.run(parser(), arguments.toArray(String[]::new));
        } finally {
            current = new StopRequest();
            System.setOut(out);
            System.setErr(err);
        }
        return new ToolRun(code, printed.toString(StandardCharsets.UTF_8), List.copyOf(messages));
    }

    /// Reads arguments as they are: a value may begin with `@`.
    static CommandLine parser() { return Edgewise.parser().setExpandAtFiles(false); }
}
