package io.github.edgewise.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.format.FileWarnings;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.PredictionFolder;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.TrainedNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise predict`: label maps of new images.
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Segments images with a trained network, or with the average of several. Each label map has "
                + "the grid and the format of its image. An image that cannot be read is named at the end, and "
                + "the exit code is 3; the others are segmented.",
        footer = {
            "", "Examples:", "  edgewise predict runs/first scans/ -o masks",
            "  edgewise predict runs/first --held -o held   # the held-out cases of the run",
            "  edgewise predict runs/folds scans/ -o masks   # averages all folds",
            "  edgewise predict net.onnx scans/ -o masks     # of edgewise export"})
final class PredictCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "folder of a run, or of folds (train --fold all/K), whose networks are averaged; or a "
                    + "model file (edgewise export -o net.onnx), which needs no training engine")
    private Path run = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description = "images, or folders of images; with several inputs, the label maps of a folder lie in "
                    + "a sub-folder of its name")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = "-o", required = true, paramLabel = "DIR", description = "folder for the label maps")
    private Path out = Path.of("");

    @Option(
            names = "--with",
            paramLabel = "RUN",
            description = "also average over this run or these folds; may be repeated")
    private List<Path> with = new ArrayList<>();

    @Option(
            names = "--held",
            description = "segment the held-out cases; with folds, each case by the run that held it out")
    private boolean held;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "with --held: the new place of the data set, where it has moved since the training")
    private Optional<Path> moved = Optional.empty();

    @Option(
            names = "--probabilities",
            description = "also write NAME_probabilities.nii.gz, a channel per class")
    private boolean probabilities;

    @Option(
            names = "--tta",
            description = "average over mirrored copies of the image: better borders, four times the work (3-D: eight)")
    private boolean tta;

    @Option(names = "--post", paramLabel = "WHAT", defaultValue = "auto", description = Arguments.POST)
    private String post = "auto";

    @Option(names = "--threads", paramLabel = "N", description = "threads of the engine (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private Results results = new Results();

    /// What was written, and what could not be segmented.
    ///
    /// @param networks whose probabilities are averaged; 1 with `--held`, one run for each case
    private record Predicted(Path folder, int networks, List<Mask> masks, List<Failed> failed) {}

    /// A label map.
    ///
    /// @param post its post-processing, `none` or as `--post` takes it
    private record Mask(@JsonProperty("case") String caseName, Path file, String post) {}

    /// A case that has no label map.
    private record Failed(@JsonProperty("case") String caseName, String reason) {}

    @Override
    public Integer call() throws IOException {
        if (held != inputs.isEmpty()) {
            throw new WrongUsage(
                    "name images to segment, or use --held for the held-out cases of the run");
        }
        if (held && !with.isEmpty()) {
            throw new WrongUsage("--held segments cases that RUN did not train on, but runs "
                    + "of --with may have; leave out one of the two");
        }
        boolean isFile = Files.isRegularFile(run);
        if (isFile && (held || !with.isEmpty())) {
            throw new WrongUsage(
                    "--held and --with are for runs, but " + run + " is a model file; leave it out");
        }
        if (moved.isPresent() && !held) throw new WrongUsage("--data is for --held; leave it out");
        Arguments.atLeast("--threads", 1, threads);
        Optional<PostProcessing> given = Arguments.post(post);
        var bar = new ProgressBar();
        var notes = new Notes(bar::line);
        try (var _ = FileWarnings.listen((file, text) -> notes.accept(file + ": " + text))) {
            return isFile ? segmentWithFile(given, bar, notes) : segment(given, bar, notes);
        }
    }

    /// Segments with a model file, by ONNX Runtime.
    private int segmentWithFile(Optional<PostProcessing> given, ProgressBar bar, Notes notes)
            throws IOException {
        var work = new Work(bar);
        try (Ensemble opened = ModelFile.open(run, threads)) {
            if (given.isPresent()) given.get().requireClasses(opened.classes());
            List<Case> cases = PredictionFolder.cases(inputs, opened.channels(), notes);
            PredictionFolder.requireFree(cases, out, probabilities);
            segment(opened, cases, given.orElse(opened.post()), work);
            work.networks = opened.size();
        } finally {
            work.report(out);
        }
        return ended(work);
    }

    private int ended(Work work) throws IOException {
        results.json(() -> new Predicted(out, work.networks, work.written, work.failures));
        return work.failures.isEmpty() ? 0 : Failure.BAD_INPUT;
    }

    private int segment(Optional<PostProcessing> given, ProgressBar bar, Notes notes) throws IOException {
        TrainedNetworks networks = TrainedNetworks.of(run, with);
        List<RunFolder> runs = networks.runs();
        requireNoRun(runs);
        if (given.isPresent()) networks = networks.post(given.get());
        List<Case> cases = new ArrayList<>();
        if (held) {
            for (RunFolder one : runs) {
                cases.addAll(heldOut(one));
            }
        } else {
            cases = PredictionFolder.cases(inputs, runs.getFirst().plan().plan().channels(), notes);
        }
        PredictionFolder.requireFree(cases, out, probabilities);
        Engine.start(threads, 0);
        var work = new Work(bar);
        try {
            if (held) {
                for (RunFolder one : runs) {
                    segment(new TrainedNetworks(List.of(one), one.post(given)), heldOut(one), work);
                }
            } else {
                work.networks = runs.size();
                if (runs.size() > 1) work.bar.line("averaging " + runs.size() + " networks");
                if (given.isEmpty() && !with.isEmpty()) noteUnusedPost(networks, bar);
                segment(networks, cases, work);
            }
        } finally {
            work.report(out);
        }
        return ended(work);
    }

    /// What is done so far, and the lines about the cases that could not be segmented.
    private static final class Work implements PredictionFolder.Listener {
        private final ProgressBar bar;
        private final List<Failed> failures = new ArrayList<>();
        private final List<Mask> written = new ArrayList<>();
        private int networks = 1;
        private String post = "";
        private int begun;
        private int all;

        Work(ProgressBar bar) { this.bar = bar; }

        void begin(int cases, PostProcessing used) {
            post = used.text();
            begun = 0;
            all = cases;
        }

        @Override
        public void begun(Case one) { bar.show("segmenting " + one.name(), begun++, all, -1); }

        @Override
        public void written(Case one, Path file) {
            written.add(new Mask(one.name(), file, post));
        }

        @Override
        public void failed(Case one, Exception reason) {
            failures.add(new Failed(one.name(), Failure.message(reason)));
        }

        void report(Path out) {
            bar.line(written.size() + " label maps in " + out);
            failures.forEach(one -> System.err
                    .println("edgewise: " + one.caseName() + " was not segmented: " + one.reason()));
        }
    }

    private void requireNoRun(List<RunFolder> runs) throws IOException {
        for (RunFolder one : runs) {
            Path parent = one.folder().toAbsolutePath().getParent(); // of folds
            boolean isFolds = Folds.isOfFolds(one) && parent != null && Outputs.isSame(out, parent);
            if (Outputs.isSame(out, one.folder()) || Outputs.isSame(out, run) || isFolds) {
                throw new IOException(
                        "-o " + out + " is the folder of a run, and label maps would be mixed with "
                                + "its files; name another folder");
            }
        }
    }

    private List<Case> heldOut(RunFolder run) throws IOException {
        return moved.isPresent() ? run.plan().movedTo(moved.get()).held() : run.held();
    }

    private static void noteUnusedPost(TrainedNetworks networks, ProgressBar bar) throws IOException {
        Optional<RunFolder> unused = networks.unusedPost();
        if (unused.isEmpty()) return;
        bar.line("the post-processing of " + unused.get().folder() + " is for its network alone and is not "
                + "used; name one with --post");
    }

    /// Segments cases with the average of the networks.
    private void segment(TrainedNetworks networks, List<Case> cases, Work work) throws IOException {
        try (Ensemble opened = networks.open()) {
            segment(opened, cases, opened.post(), work);
        }
    }

    private void segment(Ensemble networks, List<Case> cases, PostProcessing post, Work work)
            throws IOException {
        if (!post.isNone()) work.bar.line("post-processing: " + post.text());
        Ensemble used = (tta ? networks.mirrored() : networks).with(post);
        work.begin(cases.size(), post);
        new PredictionFolder(used, out, probabilities).segment(cases, work);
    }
}
