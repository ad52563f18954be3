package io.github.edgewise.cli;

import io.github.edgewise.io.Dataset;
import io.github.edgewise.io.LabelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments that name a data set, shared by the commands that read one.
final class DataSet {
    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            description = "folder with images/ and labels/, nnU-Net raw, Medical Segmentation Decathlon, ISLES 2018, "
                    + "WMH or ACDC")
    private Path folder = Path.of("");

    @Option(
            names = "--channels",
            split = ",",
            paramLabel = "NAME",
            description = "which channels to read, in this order: of images_<channel>/ folders, or of a challenge")
    private List<String> channels = List.of();

    @Option(
            names = "--group",
            paramLabel = "REGEX",
            description = "first capture says which cases are one patient, for example 'Image_(\\d+)'")
    private String group = "";

    @Option(
            names = "--labels-as",
            paramLabel = "RULE",
            defaultValue = "stored",
            description = "'stored' or 'foreground': every value but 0 becomes class 1")
    private String labelsAs = "stored";

    Dataset open() throws IOException {
        Dataset dataset = Dataset.open(folder, channels, rule());
        return group.isEmpty() ? dataset : dataset.grouped(group);
    }

    /// The arguments as they were given, with a space before each.
    String options() {
        return " " + folder + (channels.isEmpty() ? "" : " --channels " + String.join(",", channels))
                + (group.isEmpty() ? "" : " --group '" + group + "'")
                + (labelsAs.equals("stored") ? "" : " --labels-as " + labelsAs);
    }

    private LabelRule rule() {
        return switch (labelsAs) {
            case "stored" -> LabelRule.AS_STORED;
            case "foreground" -> LabelRule.FOREGROUND;
            default -> throw new IllegalArgumentException(
                    "--labels-as is 'stored' or 'foreground', not '" + labelsAs + "'");
        };
    }
}
