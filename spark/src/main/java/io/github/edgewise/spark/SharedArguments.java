package io.github.edgewise.spark;

import io.github.edgewise.cli.Edgewise;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/// The command line of the driver, as executors need it. Relative paths are those of the driver's folder.
///
/// @param words the options and arguments behind the name of the command
/// @param folder where the driver was started
/// @param staging the places of URIs
record SharedArguments(List<String> words, String folder, Staging staging) implements Serializable {
    /// A command with these arguments, on an executor.
    <T> T in(T command) {
        var line = Edgewise.configured(new CommandLine(command));
        line.registerConverter(Path.class, text -> Path.of(folder).resolve(staging.path(text)));
        line.parseArgs(words.toArray(String[]::new));
        return command;
    }
}
