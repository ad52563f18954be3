package io.github.edgewise.cli;

/// An option or argument that a command does not take, found before any data are read. The command ends with
/// this one line and exit code 2.
public final class WrongUsage extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message what was expected and what came
    public WrongUsage(String message) { super(message); }

    /// @param message what was expected and what came
    /// @param cause what found it
    public WrongUsage(String message, Throwable cause) { super(message, cause); }
}
