package io.github.edgewise.cli;

import io.github.edgewise.Part;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The option of commands whose work several jobs can share.
final class PartOption {
    static final String NAME = "--part";

    @Option(
            names = NAME,
            paramLabel = "I/N",
            description = "of N jobs that share the output folder, be job I (from 0): do every N-th run, fold or file "
                    + "and no report; what is done is kept. The same command without --part does what is left")
    private Optional<String> text = Optional.empty();

    /// The part; nothing where the command does all.
    ///
    /// @throws WrongUsage where the text is no part
    Optional<Part> part() { return text.map(given -> Arguments.of(NAME, () -> Part.parse(given))); }
}
