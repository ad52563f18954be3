package io.github.edgewise.cli;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// A run for every fold of a data set, one after the other. Folds that are done are not trained again, so
/// the same command, with `resume` where a run was interrupted, ends what an earlier one began.
///
/// @param folds where the runs are kept
/// @param count how many folds
/// @param given plan and first weights for all of them
/// @param resume whether an interrupted run may be continued
/// @param progress hears of it
record CrossValidation(Folds folds, int count, Trainer.StartFrom given, boolean resume,
        TrainingProgress progress) {
    /// The first run of an earlier command of these folds.
    RunFolder first() throws IOException {
        List<RunFolder> begun = folds.runs();
        if (begun.isEmpty()) {
            throw new IOException(
                    "no folds of a run in " + folds.folder() + " to resume; leave --resume out");
        }
        return begun.getFirst();
    }

    /// Trains and scores what is not there yet; returns the scores of all cases, each by the run that held
    /// it back.
    Evaluation run(Recipe recipe, Dataset dataset) throws IOException {
        if (new RunFolder(folds.folder()).exists()) {
            throw new IOException(folds.folder() + " holds a single run; name another folder for the folds");
        }
        var parts = new ArrayList<Evaluation>();
        var runs = new ArrayList<RunFolder>();
        for (int i = 0; i < count; i++) {
            RunFolder run = folds.fold(i);
            runs.add(run);
            Split split = dataset.fold(i, count, recipe.machine().seed());
            if (run.exists()) {
                TrainCommand.requireCases(run, dataset);
                requireSame(run, recipe, split);
            }
            boolean done = run.exists() && Files.exists(run.reportFile());
            progress.line("fold " + i + " of " + count + ", " + split.held().size() + " cases held back"
                    + (done ? ": trained already" : ""));
            try (Segmenter segmenter = done ? run.segmenter(0.5) : trained(recipe, split, run)) {
                parts.add(done
                        ? RunPage.scores(run.plan(), segmenter, progress)
                        : TrainCommand.scored(run, segmenter, progress));
            }
        }
        Evaluation all = Evaluation.of(parts);
        new FoldsPage(folds, runs).write(all);
        return all;
    }

    private Segmenter trained(Recipe recipe, Split split, RunFolder run) throws IOException {
        if (!run.exists()) return Trainer.train(recipe, given, split, run.folder(), progress);
        if (!resume) {
            throw new IOException("the run in " + run.folder() + " was interrupted; go on with --resume");
        }
        return Trainer.resume(split, run.folder(), progress);
    }

    private static void requireSame(RunFolder run, Recipe recipe, Split split) throws IOException {
        if (!names(run.held()).equals(names(split.held()))) {
            throw new IOException("the run in " + run.folder() + " held back other cases; name the data set, "
                    + "number of folds, grouping and seed it was begun with, or another folder");
        }
        if (!run.recipe().equals(recipe)) {
            throw new IOException("the run in " + run.folder() + " has another recipe; go on with --resume, "
                    + "which takes that one, or name another folder");
        }
    }

    private static List<String> names(List<Case> cases) { return cases.stream().map(Case::name).toList(); }
}
