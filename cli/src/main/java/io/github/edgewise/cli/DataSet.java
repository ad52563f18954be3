package io.github.edgewise.cli;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Inspection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The arguments that name a data set, shared by the commands that train or plan on one.
final class DataSet {
    @Parameters(
            index = "0",
            paramLabel = "DATASET",
            description = "folder with images/ and labels/, nnU-Net raw, Medical Segmentation Decathlon, ISLES 2018, "
                    + "WMH or ACDC; or with train/ and val/ or test/, each such a folder")
    private Path folder = Path.of("");

    @Mixin
    private Reading reading = new Reading();

    @Option(
            names = "--group",
            paramLabel = "REGEX",
            description = "its first capture group is the patient of a case, for example 'Image_(\\d+)'")
    private String group = "";

    @Option(
            names = "--test",
            paramLabel = "DIR",
            description = "a data set to score on; all of DATASET is trained on then")
    private Optional<Path> test = Optional.empty();

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = "which cases are held out: nnU-Net's splits_final.json, or CSV with lines case,fold where "
                    + "folds are numbers, or train, val and test")
    private Optional<Path> splitFile = Optional.empty();

    @Option(
            names = "--split-seed",
            paramLabel = "S",
            description = "seed of the division into training, validation and held-out cases (default: --seed)")
    private Optional<Long> splitSeed = Optional.empty();

    /// The folder that was named.
    Path folder() { return folder; }

    Dataset open() throws IOException {
        Dataset dataset = reading.open(folder, test);
        if (splitFile.isPresent()) dataset = dataset.divided(splitFile.get());
        if (splitSeed.isPresent()) dataset = dataset.splitSeed(splitSeed.get());
        return group.isEmpty() ? dataset : dataset.grouped(group);
    }

    /// Opens the data set, reads all of it, and shows its errors and oddities, as `inspect` does.
    ///
    /// @throws IOException where a training would stop
    Dataset sound() throws IOException {
        Dataset dataset = open();
        var bar = new ProgressBar();
        int[] seen = {0};
        Inspection found = Inspection.of(dataset,
                name -> bar.show("checking " + name, seen[0]++, dataset.cases().size(), -1));
        bar.line(dataset.cases().size() + " cases checked");
        found.lines().forEach(bar::line);
        found.requireSound();
        return dataset;
    }

    /// The arguments as they were given, with a space before each.
    String options() {
        return " " + folder + (group.isEmpty() ? "" : " --group '" + group + "'") + reading.options()
                + test.map(dir -> " --test " + dir).orElse("")
                + splitFile.map(file -> " --split " + file).orElse("")
                + splitSeed.map(seed -> " --split-seed " + seed).orElse("");
    }
}
