package io.github.edgewise.cli;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Cases;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.PredictionFolder;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise predict`: label maps of new images.
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Segments images with a trained network, or the mean of several, each on its own grid and in its own format.",
        footer = {
            "", "Examples:", "  edgewise predict runs/first scans/ -o masks",
            "  edgewise predict runs/first --held -o held   # the cases the run held back",
            "  edgewise predict runs/folds scans/ -o masks   # the mean of all folds"})
final class PredictCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "folder of a run, or of folds (train --fold all/K), which are averaged")
    private Path run = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description = "images, or folders of images")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "-o", required = true, paramLabel = "DIR", description = "folder for the label maps")
    private Path out = Path.of("");

    @Option(
            names = "--with",
            paramLabel = "RUN",
            description = "average with this run, or these folds, too; as often as you like")
    private List<Path> with = new ArrayList<>();

    @Option(
            names = "--held",
            description = "segment the cases that the run held back; of folds, each case by the one that did")
    private boolean held;

    @Option(
            names = "--probabilities",
            description = "also write NAME_probabilities.nii.gz, a channel per class")
    private boolean probabilities;

    @Option(
            names = "--tta",
            description = "average over mirrored copies of the image: better edges, four times the work (3-D: eight)")
    private boolean tta;

    @Option(names = "--threads", paramLabel = "N", description = "of the engine (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException {
        if (held != inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "name images to segment, or --held for those the run held back");
        }
        if (held && !with.isEmpty()) {
            throw new IllegalArgumentException("--held asks the run that held a case back, and those of "
                    + "--with may have been trained on it; leave one of the two out");
        }
        Engine.start(threads, 0);
        var bar = new ProgressBar();
        int done = 0;
        if (held) {
            for (RunFolder one : Folds.runs(run)) {
                done += segment(List.of(one), bar);
            }
        } else {
            var runs = new ArrayList<>(Folds.runs(run));
            for (Path folder : with) {
                runs.addAll(Folds.runs(folder));
            }
            if (runs.size() > 1) bar.line("the mean of " + runs.size() + " networks");
            done = segment(runs, bar);
        }
        bar.line(done + " label maps in " + out);
        return 0;
    }

    /// Segments the inputs, or what these runs held back, with the mean of the networks.
    private int segment(List<RunFolder> runs, ProgressBar bar) throws IOException {
        var members = new LinkedHashMap<String, Segmenter>();
        for (RunFolder one : runs) {
            members.put(one.folder().toString(), one.segmenter(0.5));
        }
        try (var networks = new Ensemble(members)) {
            var predictions = new PredictionFolder(tta ? networks.mirrored() : networks, out, probabilities);
            List<Case> cases = held
                    ? runs.getFirst().held()
                    : Cases.unlabelled(inputs, networks.channels());
            int done = 0;
            for (Case one : cases) {
                bar.show("segmenting " + one.name(), done++, cases.size(), -1);
                predictions.segment(one);
            }
            return done;
        }
    }
}
