package io.github.edgewise.cli;

import io.github.edgewise.engine.EngineStopped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns what went wrong into one line and an exit code: 2 wrong usage, 3 bad input, 1 our own fault.
final class Failure {
    private static final int WRONG_USAGE = 2;
    static final int BAD_INPUT = 3;
    private static final int OWN_FAULT = 1;

    private Failure() {}

    static int usage(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        System.err.println("edgewise: " + firstLine(e.getMessage()) + "; see " + command + " --help");
        return WRONG_USAGE;
    }

    static int execution(Exception e, CommandLine line, ParseResult parsed) {
        Exception cause = cause(e);
        if (cause instanceof EngineStopped) {
            System.err.println("edgewise: stopped by a signal; complete files are kept, and a training or "
                    + "comparison continues after its last complete epoch");
            return OWN_FAULT; // the process exits with the code of the signal
        }
        if (!(cause instanceof IOException) && !(cause instanceof IllegalArgumentException)) {
            System.err.println(
                    "edgewise: this should not have happened (" + cause + "); please report it with:");
            cause.printStackTrace();
            return OWN_FAULT;
        }
        System.err.println("edgewise: " + message(cause));
        return BAD_INPUT;
    }

    /// What happened where work that another thread does wraps it.
    private static Exception cause(Exception e) {
        return switch (e) {
            case CompletionException c when c.getCause() instanceof Exception inner -> cause(inner);
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
