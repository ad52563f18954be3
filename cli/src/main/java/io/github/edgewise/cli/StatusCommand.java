package io.github.edgewise.cli;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.Verdict;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunRecord;
import io.github.edgewise.train.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `edgewise status`: how far a run, folds or a comparison is.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows how far a run, folds or a comparison is, and the mean scores of its held-out cases. "
                + "Reads what is there; computes and writes nothing, so it may be asked while a training runs.",
        footer = {
            "", "Example:", "  edgewise status runs/first"})
final class StatusCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "PATH",
            description = "folder of a run, of folds or of a comparison")
    private Path path = Path.of("");

    @Mixin
    private Results results = new Results();

    /// What the folder holds.
    private record Status(Path folder, String kind, String state, List<RunStatus> runs,
            List<RunStatus.Mean> means, Optional<String> finding, Optional<Path> report) {}

    @Override
    public Integer call() throws IOException {
        Status status = status();
        results.line(String.format(Locale.ROOT, "%-10s%s", status.kind(), status.folder()));
        results.line("state     " + status.state());
        status.runs().forEach(run -> results.line("run       " + run.text()));
        status.means().forEach(mean -> results.line("score     " + mean.text()));
        status.finding().ifPresent(text -> results.line("finding   " + text));
        status.report().ifPresent(file -> results.line("report    " + file));
        results.json(() -> status);
        return 0;
    }

    private Status status() throws IOException {
        var comparison = new ComparisonFolder(path);
        var run = new RunFolder(path);
        String kind = comparison.exists() ? "comparison" : run.exists() ? "run" : "folds";
        List<RunFolder> all = comparison.exists() ? comparison.runs() : Folds.runs(path);
        var runs = new ArrayList<RunStatus>();
        for (RunFolder one : all) {
            runs.add(RunStatus.of(one));
        }
        Path report = path.resolve("report.html");
        return new Status(path, kind, RunRecord.state(path), runs, RunStatus.Mean.of(path),
                finding(comparison),
                Files.exists(report) ? Optional.of(report) : Optional.empty());
    }

    private static Optional<String> finding(ComparisonFolder comparison) throws IOException {
        if (!Files.exists(comparison.analysisFile())) return Optional.empty();
        return Optional
                .of(Verdict.of(Analysis.of(comparison.results(comparison.contest()))).finding());
    }
}
