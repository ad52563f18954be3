package io.github.edgewise.compare;

import io.github.edgewise.file.Outputs;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.RunPlan;
import io.github.edgewise.train.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The folder of a comparison and the names of what lies in it.
///
/// `comparison.yaml` is the contest, `runs/LOSS/seed-S/fold-I` a run each with its `scores.json`, what
/// thresholds find in `thresholds.csv` and its label maps in `masks/`; `scores.csv`, `comparison.json` and
/// `report.html` are made of them.
///
/// @param folder the folder
public record ComparisonFolder(Path folder) {
    /// What is compared.
    public Path contestFile() { return folder.resolve("comparison.yaml"); }

    /// Every score of every run.
    public Path scoresFile() { return folder.resolve("scores.csv"); }

    /// The statistics of the scores.
    public Path analysisFile() { return folder.resolve("comparison.json"); }

    /// What repeats the comparison on the command line.
    public Path commandFile() { return folder.resolve("command.txt"); }

    /// Under what circumstances the comparison was made, see [io.github.edgewise.train.RunRecord].
    public Path recordFile() { return folder.resolve(RunRecord.NAME); }

    /// The page about them.
    public Path reportFile() { return folder.resolve("report.html"); }

    /// Keeps what lies in the way of a new comparison under other names.
    void setAside() throws IOException {
        for (Path file : List.of(scoresFile(), analysisFile(), commandFile(), reportFile(), recordFile())) {
            Outputs.setAside(file);
        }
    }

    /// Prepared cases that do not fit into memory, during the runs.
    Path cacheFolder() { return folder.resolve("cache"); }

    /// A run.
    ///
    /// @param seed from 0; the folder has the seed itself
    public RunFolder run(ComparisonPlan contest, NamedLoss contender, int seed, int fold) {
        return new RunFolder(folder.resolve("runs").resolve(contender.folder())
                .resolve("seed-" + (contest.recipe().machine().seed() + seed)).resolve("fold-" + fold));
    }

    /// The scores of a run. The run is complete if this file exists.
    static Path scoresFile(RunFolder run) { return run.folder().resolve("scores.json"); }

    /// The label map that a run predicted for a held-out case.
    public static Path maskFile(RunFolder run, String caseName) {
        return run.folder().resolve("masks").resolve(caseName + ".nii.gz");
    }

    /// True where the run is trained and scored.
    static boolean isDone(RunFolder run) { return run.exists() && Files.exists(scoresFile(run)); }

    /// True where a comparison was begun in the folder.
    public boolean exists() { return Files.exists(contestFile()); }

    /// The contest that was begun here.
    public ComparisonPlan contest() throws IOException {
        if (!exists()) {
            throw new IOException(
                    "no comparison in " + folder + "; name the --out folder of edgewise compare");
        }
        return ComparisonPlanFile.read(contestFile());
    }

    /// All runs that were begun.
    public List<RunFolder> runs() throws IOException {
        ComparisonPlan contest = contest();
        var runs = new ArrayList<RunFolder>();
        for (int seed = 0; seed < contest.seeds(); seed++) {
            for (int fold = 0; fold < contest.folds(); fold++) {
                for (NamedLoss contender : contest.contenders()) {
                    RunFolder run = run(contest, contender, seed, fold);
                    if (run.exists()) runs.add(run);
                }
            }
        }
        return runs;
    }

    /// The scores of all seeds of which every run is done, with [RecallAtFalse#METRIC] where every run has
    /// counted what thresholds find.
    ///
    /// @throws IOException where a file of a run is damaged
    public ComparisonResults results(ComparisonPlan contest) throws IOException {
        var patients = new LinkedHashMap<String, String>();
        var done = new ArrayList<ComparisonResults.Run>();
        List<String> classNames = List.of();
        for (int seed = 0; seed < contest.seeds(); seed++) {
            var its = new ArrayList<ComparisonResults.Run>();
            for (int fold = 0; fold < contest.folds(); fold++) {
                for (NamedLoss contender : contest.contenders()) {
                    RunFolder run = run(contest, contender, seed, fold);
                    if (!isDone(run)) continue;
                    RunPlan plan = run.plan();
                    plan.held().forEach(one -> patients.put(one.name(), one.patient()));
                    if (classNames.isEmpty()) classNames = plan.plan().classNames();
                    its.add(new ComparisonResults.Run(contender.name(), seed, fold,
                            RunScores.read(scoresFile(run)), curves(run)));
                }
            }
            if (its.size() == contest.folds() * contest.contenders().size()) done.addAll(its);
        }
        return RecallAtFalse.scored(
                new ComparisonResults(contest.contenders(), patients, done, classNames));
    }

    /// What thresholds find; nothing where an earlier version scored the run.
    private static List<LesionCurve> curves(RunFolder run) throws IOException {
        return Files.exists(run.thresholdsFile()) ? FreeResponse.read(run.thresholdsFile()) : List.of();
    }

    /// Writes a file of the folder as a whole.
    public static void write(Path file, String text) throws IOException {
        WholeFile.writeText(file, text);
    }
}
