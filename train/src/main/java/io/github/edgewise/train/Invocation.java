package io.github.edgewise.train;

import java.util.List;

/// What started the work of this thread, for the records of runs ([RunRecord]).
public final class Invocation {
    /// The arguments of the command line, without the name of the program. Bound by whoever has a command
    /// line; a program that calls the library leaves it unbound.
    public static final ScopedValue<List<String>> ARGUMENTS = ScopedValue.newInstance();

    private Invocation() {}
}
