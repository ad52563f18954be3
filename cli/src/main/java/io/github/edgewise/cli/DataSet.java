package io.github.edgewise.cli;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.file.Outputs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments that name a data set, shared by the commands that train or plan on one.
final class DataSet {
    /// Folders that training and comparisons make.
    private static final Pattern OWN = Pattern.compile("fold-\\d+|runs|cache");

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

    /// The data set, for a command that writes into a folder.
    ///
    /// @throws IOException also where the outputs would be mixed with the data
    Dataset open(Path out) throws IOException {
        if (Outputs.isSame(out, folder)) {
            throw new IOException("--out " + out + " is the folder of the data set, and outputs would be mixed with "
                    + "it; name another folder");
        }
        Dataset dataset = open();
        Outputs.requireOutside(out, dataset.cases().stream().flatMap(one -> one.files().stream()).toList());
        if (Outputs.isInside(folder, out)) {
            Path inside = out.toRealPath().relativize(folder.toRealPath());
            if (OWN.matcher(inside.getName(0).toString()).matches()) {
                throw new IOException("the data set " + folder + " lies in " + out.resolve(inside.getName(0))
                        + ", where outputs are written; name another folder than --out " + out);
            }
        }
        return dataset;
    }

    Dataset open() throws IOException {
        Dataset dataset = reading.open(folder);
        return group.isEmpty() ? dataset : dataset.grouped(group);
    }

    /// The arguments as they were given, with a space before each.
    String options() {
        return " " + folder + (group.isEmpty() ? "" : " --group '" + group + "'") + reading.options();
    }
}
