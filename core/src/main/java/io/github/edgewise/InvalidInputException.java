package io.github.edgewise;

/// A value, a text or a file of the user is not what it has to be. The message is one sentence: what was
/// expected, what came, where, and what to do.
///
/// It is an [IllegalArgumentException], so callers may catch either. The command line shows the message of
/// this exception alone. Any other exception except an `IOException` counts as a fault of Edgewise itself.
public class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// @param message one sentence for the user
    public InvalidInputException(String message) { super(message); }

    /// @param message one sentence for the user
    /// @param cause what found it
    public InvalidInputException(String message, Throwable cause) { super(message, cause); }
}
