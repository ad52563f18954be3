package io.github.edgewise.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.format.FileWarnings;
import io.github.edgewise.spec.Spec;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.report.CaseMaps;
import io.github.edgewise.report.ComparisonReport;
import io.github.edgewise.report.RunPage;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.HeldOutScores;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise report`: pages about what is there already.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes the page of a run or a comparison again, or a page about one case: its signed "
                + "distance map and, with a run, the boundary loss and its gradient at every voxel.",
        footer = {
            "", "Examples:",
            "  edgewise report runs/first   # scores the held-out cases again, writes report.html",
            "  edgewise report runs/losses  # the page of a comparison",
            "  edgewise report runs/first --maps patient07",
            "  edgewise report my-data --maps patient07 --class 2 -o patient07.html",
            "  edgewise report nuclei --labels-as foreground --maps plate3"})
final class ReportCommand implements Subcommand {
    private static final int SUGGESTIONS = 5;

    @Parameters(
            index = "0",
            paramLabel = "PATH",
            description = "folder of a run or of a comparison; with --maps also of folds (train --fold all/K) or of a "
                    + "data set")
    private Path path = Path.of("");

    @Option(names = "--maps", paramLabel = "CASE", description = "show the distance map of this case")
    private Optional<String> caseName = Optional.empty();

    @Option(
            names = "--class",
            paramLabel = "K",
            description = "class of the map (default: ${DEFAULT-VALUE})")
    private int k = 1;

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "page with the maps (default: maps-CASE.html in the folder of the run, or here)")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the new place of the data set, where it has moved since the training")
    private Optional<Path> moved = Optional.empty();

    @Mixin
    private Reading reading = new Reading();

    @Mixin
    private Results results = new Results();

    @Option(names = "--threads", paramLabel = "N", description = "threads of the engine (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    /// The page about one case.
    private record MapsWritten(@JsonProperty("case") String caseName, @JsonProperty("class") int classIndex,
            Path report) {}

    /// The page of a run.
    ///
    /// @param report nothing where a case could not be scored, so that the page stays as it is
    private record RunWritten(Path folder, Optional<Path> report, ScoreResults scores,
            List<String> failed) {}

    /// A case and, where it is one of a run, the run.
    ///
    /// @param files those of all cases
    private record Found(Case one, Optional<RunFolder> run, List<Path> files) {
        Found(Case one, Optional<RunFolder> run) { this(one, run, List.of()); }
    }

    @Override
    public Integer call() throws IOException {
        Arguments.atLeast("--threads", 1, threads);
        if (k < 1 || k > 255) throw new WrongUsage("--class must be 1 to 255, not " + k);
        if (moved.isPresent()) move(moved.get());
        var notes = new Notes(System.err::println);
        try (var _ = FileWarnings.listen((file, text) -> notes.accept(file + ": " + text))) {
            return caseName.isEmpty() ? rewritten() : maps(caseName.get());
        }
    }

    private int maps(String name) throws IOException {
        Found found = found(name);
        String file = "maps-" + found.one().name() + ".html";
        Path target = out
                .orElseGet(() -> found.run().map(run -> run.folder().resolve(file)).orElse(Path.of(file)));
        new Outputs(found.files()).add(target);
        for (RunFolder run : Folds.found(path)) {
            run.requireOther(target);
        }
        CaseMaps maps;
        if (found.run().isPresent()) {
            Engine.start(threads, 0);
            maps = CaseMaps.ofRun(found.one(), found.run().get(), k);
        } else {
            maps = CaseMaps.ofData(found.one(), k);
        }
        WholeFile.writeText(target, maps.page().html());
        results.line("report: " + target);
        results.json(() -> new MapsWritten(found.one().name(), k, target));
        return 0;
    }

    private void move(Path place) throws IOException {
        var comparison = new ComparisonFolder(path);
        List<RunFolder> runs = comparison.exists() ? comparison.runs() : Folds.runs(path);
        for (RunFolder run : runs) {
            boolean hasMoved;
            try (var _ = FolderLock.take(run.folder())) {
                hasMoved = run.moveTo(place);
            }
            if (hasMoved)
                System.err.println("the data set of " + run.folder() + " has moved to " + place);
        }
    }

    private int rewritten() throws IOException {
        if (out.isPresent()) {
            throw new WrongUsage("-o is for --maps; the page of a run is its report.html");
        }
        var comparison = new ComparisonFolder(path);
        if (comparison.exists()) {
            requireUsualReading();
            Engine.start(threads, 0);
            ComparisonReport page = ComparisonReport.of(comparison);
            Analysis analysis = page.write(comparison.results(page.contest()));
            ComparisonFinding.of(comparison, analysis).tell(results);
            return 0;
        }
        var run = new RunFolder(path);
        if (!run.exists()) {
            throw new IOException(
                    path + " holds no run or comparison to write a page about; for a page about one "
                            + "case of a data set or of folds, name the case with --maps");
        }
        requireUsualReading();
        Engine.start(threads, 0);
        var failures = new ArrayList<String>();
        try (Segmenter network = run.segmenter(SlidingWindow.OVERLAP)) {
            Segmenter segmenter = network.with(run.post(Optional.empty()));
            Evaluation scores = HeldOutScores.of(run, run.held(), segmenter, new TrainingProgress(),
                    (one, reason) -> failures
                            .add(one.name() + " was not scored: " + Failure.message(reason)));
            if (!scores.rows().isEmpty()) results.text(scores.table());
            boolean isWhole = failures.isEmpty() || !Files.exists(run.scoresFile());
            if (isWhole) {
                new RunPage(run).rewrite(segmenter, scores);
                results.line("report: " + run.reportFile());
            } else {
                failures.add(failures.removeLast() + "; " + run.scoresFile()
                        + " and the report stay as they are");
            }
            results.json(
                    () -> new RunWritten(path, isWhole ? Optional.of(run.reportFile()) : Optional.empty(),
                            ScoreResults.of(scores), failures));
        }
        failures.forEach(line -> System.err.println("edgewise: " + line));
        return failures.isEmpty() ? 0 : Failure.BAD_INPUT;
    }

    /// The case of a run, first of one that held it back, or of a data set.
    private Found found(String name) throws IOException {
        List<RunFolder> runs = Folds.found(path);
        var all = new ArrayList<Found>();
        if (runs.isEmpty()) {
            reading.open(path).cases().forEach(one -> all.add(new Found(one, Optional.empty())));
        } else {
            requireUsualReading();
        }
        for (RunFolder run : runs) {
            run.held().forEach(one -> all.add(new Found(one, Optional.of(run))));
        }
        for (RunFolder run : runs) {
            RunPlan plan = run.plan();
            Stream.of(plan.validation(), plan.train()).flatMap(List::stream)
                    .forEach(one -> all.add(new Found(one, Optional.of(run))));
        }
        List<String> names = all.stream().map(found -> found.one().name()).distinct().toList();
        return all.stream().filter(found -> found.one().name().equals(name)).findFirst()
                .map(found -> new Found(found.one(), found.run(),
                        all.stream().flatMap(each -> each.one().files().stream()).toList()))
                .orElseThrow(() -> new InvalidInputException("no case \"" + name + "\" in " + path
                        + "; the nearest of its " + names.size() + " are "
                        + String.join(", ",
                                Spec.byLikeness(name, names).stream().limit(SUGGESTIONS).toList())));
    }

    private void requireUsualReading() {
        if (!reading.isUsual()) {
            throw new WrongUsage(
                    "--channels and --labels-as are for a data set; a run remembers its own");
        }
    }
}
