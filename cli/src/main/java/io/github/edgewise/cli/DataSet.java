package io.github.edgewise.cli;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Inspection;
import io.github.edgewise.file.Outputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
        requirePattern();
        Dataset dataset = reading.open(folder, test);
        if (splitFile.isPresent()) dataset = dataset.divided(splitFile.get());
        if (splitSeed.isPresent()) dataset = dataset.splitSeed(splitSeed.get());
        if (!group.isEmpty()) dataset = dataset.grouped(group);
        dataset.requireDivision();
        return dataset;
    }

    /// Fails if outputs would be mixed with the data.
    private void requireApart(Dataset dataset, Path out) throws IOException {
        if (splitFile.isPresent()) {
            Outputs.requireNotAmong(out, List.of(splitFile.get()));
        }
        if (Outputs.isSame(out, folder) || (test.isPresent() && Outputs.isSame(out, test.get()))) {
            throw new IOException(
                    "--out " + out + " is the folder of the data set, and outputs would be mixed with "
                            + "it; name another folder");
        }
        Outputs.requireOutside(out, dataset.cases().stream().flatMap(one -> one.files().stream()).toList());
        if (!Files.exists(out) || !Outputs.isInside(folder, out)) return;
        Path inside = out.toRealPath().relativize(folder.toRealPath());
        if (OWN.matcher(inside.getName(0).toString()).matches()) {
            throw new IOException("the data set " + folder + " lies in " + out.resolve(inside.getName(0))
                    + ", where outputs are written; name another folder than --out " + out);
        }
    }

    private void requirePattern() {
        try {
            if (group.isEmpty() || Pattern.compile(group).matcher("").groupCount() > 0) return;
        } catch (PatternSyntaxException e) {
            throw new WrongUsage("--group '" + group + "' is not a regular expression: " + e.getDescription(),
                    e);
        }
        throw new WrongUsage("--group '" + group + "' has no capture; put the patient into (...)");
    }

    /// Opens the data set, reads all of it, and shows its errors and oddities, as `inspect` does.
    ///
    /// @param out where outputs are going to be written
    /// @throws IOException where a training would stop, or the outputs would be mixed with the data
    Dataset sound(Path out) throws IOException {
        Dataset dataset = open();
        requireApart(dataset, out);
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
