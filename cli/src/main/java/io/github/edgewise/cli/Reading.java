package io.github.edgewise.cli;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The arguments that say how a data set is read, shared by the commands that read one.
final class Reading {
    /// What `--labels-as` takes, for every command that has it.
    static final String RULES = "what the values of masks mean: 'stored', 'exact' (255 is class 255), 'foreground' "
            + "(every value but 0 is class 1), threshold:T (T and above is class 1), or map:VALUE=CLASS,... such as "
            + "map:1=1,2=0";
    private static final String STORED = "stored";

    @Option(
            names = "--channels",
            split = ",",
            paramLabel = "NAME",
            description = "channels to read, in this order: names of images_<channel>/ folders or of a challenge")
    private List<String> channels = List.of();

    @Option(
            names = "--labels-as",
            paramLabel = "RULE",
            defaultValue = STORED,
            description = RULES)
    private String labelsAs = STORED;

    /// The data set in a folder.
    Dataset open(Path folder) throws IOException { return open(folder, Optional.empty()); }

    /// The data set in a folder, with another one to score on.
    Dataset open(Path folder, Optional<Path> test) throws IOException {
        LabelRule rule = Arguments.of("--labels-as", () -> LabelRule.parse(labelsAs));
        return Dataset.open(folder, channels, rule, test);
    }

    /// True where no argument was given.
    boolean isUsual() { return channels.isEmpty() && labelsAs.equals(STORED); }

    /// The arguments as they were given, with a space before each.
    String options() {
        return (channels.isEmpty() ? "" : " --channels " + String.join(",", channels))
                + (labelsAs.equals(STORED) ? "" : " --labels-as " + labelsAs);
    }
}
