package io.github.edgewise.cli;

import java.util.concurrent.Callable;

/// A command of the command line: a class with picocli's `@Command` whose call returns the exit code.
/// Commands of your own outside of this project are found as services ([java.util.ServiceLoader]).
public interface Subcommand extends Callable<Integer> {}
