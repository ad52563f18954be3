package io.github.edgewise.cli;

import io.github.edgewise.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments that name a data set, shared by the commands that train or plan on one.
final class DataSet {
    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            description = "folder with images/ and labels/, nnU-Net raw, Medical Segmentation Decathlon, ISLES 2018, "
                    + "WMH or ACDC")
    private Path folder = Path.of("");

    @Mixin
    private Reading reading = new Reading();

    @Option(
            names = "--group",
            paramLabel = "REGEX",
            description = "its first capture group is the patient of a case, for example 'Image_(\\d+)'")
    private String group = "";

    Dataset open() throws IOException {
        requirePattern();
        Dataset dataset = reading.open(folder);
        return group.isEmpty() ? dataset : dataset.grouped(group);
    }

    private void requirePattern() {
        try {
            if (group.isEmpty() || Pattern.compile(group).matcher("").groupCount() > 0) return;
        } catch (PatternSyntaxException e) {
            throw new WrongUsage("--group '" + group + "' is not a regular expression: " + e.getDescription(), e);
        }
        throw new WrongUsage("--group '" + group + "' has no capture; put the patient into (...)");
    }

    /// The arguments as they were given, with a space before each.
    String options() {
        return " " + folder + (group.isEmpty() ? "" : " --group '" + group + "'") + reading.options();
    }
}
