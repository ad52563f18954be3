package io.github.edgewise.cli;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.engine.EngineStopped;
import io.github.edgewise.spec.Spec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what went wrong into one line and an exit code: 2 wrong usage, 3 bad input, 1 our own fault.
final class Failure {
    private static final int WRONG_USAGE = 2;
    static final int BAD_INPUT = 3;
    private static final int OWN_FAULT = 1;

    private Failure() {}

    static int usage(ParameterException e, String[] arguments) {
        return usage(firstLine(e.getMessage()) + suggestion(e), e.getCommandLine());
    }

    private static int usage(String message, CommandLine line) {
        System.err.println(
                "edgewise: " + message + "; see " + line.getCommandSpec().qualifiedName(" ") + " --help");
        return WRONG_USAGE;
    }

    /// The nearest option or command, where one that does not exist was named.
    private static String suggestion(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) return "";
        List<String> words = unmatched.getUnmatched();
        if (words.isEmpty()) return "";
        String word = words.getFirst().replaceFirst("=.*", "");
        CommandLine line = e.getCommandLine();
        var known = new ArrayList<String>();
        if (word.startsWith("-")) {
            line.getCommandSpec().options().stream().map(OptionSpec::names).map(List::of)
                    .forEach(known::addAll);
        } else {
            known.addAll(line.getSubcommands().keySet());
        }
        return Spec.nearest(word, known);
    }

    static int execution(Exception e, CommandLine line, ParseResult parsed) {
        Exception cause = cause(e);
        if (cause instanceof EngineStopped) {
            System.err.println("edgewise: stopped by a signal; complete files are kept, and a training or "
                    + "comparison continues after its last complete epoch");
            return OWN_FAULT; // the process exits with the code of the signal
        }
        if (cause instanceof WrongUsage wrong) return usage(firstLine(wrong.getMessage()), line);
        if (String.valueOf(cause.getMessage()).contains("can't allocate memory")) { // how the engine says it
            return error(new OutOfMemoryError(firstLine(cause.getMessage())));
        }
        if (!(cause instanceof IOException) && !(cause instanceof InvalidInputException)) return own(cause);
        System.err.println("edgewise: " + message(cause));
        return BAD_INPUT;
    }

    /// One line about what no command can handle: too little memory, or a part from outside that cannot be
    /// loaded.
    static int error(Error error) {
        String line = switch (error) {
            case OutOfMemoryError _ -> "out of memory (" + firstLine(error.getMessage()) + "; Java may use "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB); use smaller images, patches or batches, or allow Java more with "
                    + "JAVA_TOOL_OPTIONS=-Xmx8g";
            case ServiceConfigurationError _ ->
                "a part of your own cannot be loaded: " + firstLine(error.getMessage());
            default -> "";
        };
        if (line.isEmpty()) return own(error);
        System.err.println("edgewise: " + line);
        return BAD_INPUT;
    }

    /// One line about a fault of ours, which names the file with its trace.
    static int own(Throwable fault) {
        String what = "edgewise: this should not have happened (" + firstLine(fault.toString()) + "); ";
        var text = new StringWriter();
        text.write("edgewise " + Version.current() + ", Java " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n\n");
        fault.printStackTrace(new PrintWriter(text, true));
        try {
            System.err.println(what + "please report it with " + written(text.toString()));
        } catch (IOException e) {
            System.err.println(what + "please report it with this trace:");
            System.err.print(text);
        }
        return OWN_FAULT;
    }

    private static Path written(String text) throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        String time = LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        for (int i = 1;; i++) {
            Path file = folder.resolve("edgewise-error-" + time + (i == 1 ? "" : "-" + i) + ".txt");
            if (!Files.exists(file)) return Files.writeString(file, text);
        }
    }

    /// What happened where work that another thread does wraps it.
    private static Exception cause(Exception e) {
        return switch (e) {
            case CompletionException c when c.getCause() instanceof Exception inner -> cause(inner);
            case ExecutionException c when c.getCause() instanceof Exception inner -> cause(inner);
            case UncheckedIOException u -> Objects.requireNonNull(u.getCause());
            default -> e;
        };
    }

    /// One line about bad input.
    static String message(Exception cause) {
        String message = firstLine(cause.getMessage());
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or folder: " + message;
            case AccessDeniedException _ -> "no permission for " + message;
            case NotDirectoryException _ -> message + " is a file, not a folder";
            case FileAlreadyExistsException _ -> message + " is in the way";
            default -> message;
        };
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unknown error" : message.lines().findFirst().orElse("unknown error");
    }
}
