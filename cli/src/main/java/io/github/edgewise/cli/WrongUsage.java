package io.github.edgewise.cli;

/// An option or argument that a command does not take, found before any data are read. The command ends with
/// exit code 2.
final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUsage(String message) { super(message); }

    WrongUsage(String message, Throwable cause) { super(message, cause); }
}
