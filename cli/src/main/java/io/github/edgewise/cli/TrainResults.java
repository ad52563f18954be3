package io.github.edgewise.cli;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `edgewise train` made, for JSON.
///
/// @param runs one, or all folds
/// @param scores of the held-out cases, each by the run that held it out
/// @param post the post-processing for new images, `none` or as `--post` takes it
/// @param note says why there are no scores
record TrainResults(Path folder, Path report, List<Run> runs, ScoreResults scores, String post,
        String note) {
    static final String NO_SCORES = "no cases held out, so there are no scores";

    /// A trained network.
    ///
    /// @param bestEpoch whose weights are kept
    /// @param bestScore its mean of Dice, NSD and boundary IoU on the validation cases; nothing without them
    /// @param seconds of its epochs
    private record Run(Path folder, int epochs, int bestEpoch, Optional<Double> bestScore, double seconds,
            List<String> heldOut) {
        static Run of(RunFolder run) throws IOException {
            History history = run.history();
            Optional<History.Entry> best = history.best();
            int epochs = history.entries().size();
            return new Run(run.folder(), epochs, best.map(History.Entry::epoch).orElse(epochs),
                    best.flatMap(History.Entry::score), history.seconds(),
                    run.plan().held().stream().map(Case::name).toList());
        }
    }

    static TrainResults of(RunFolder run, Evaluation scores) throws IOException {
        return of(run.folder(), run.reportFile(), List.of(run), scores);
    }

    static TrainResults of(Folds folds, Evaluation scores) throws IOException {
        return of(folds.folder(), folds.reportFile(), folds.runs(), scores);
    }

    private static TrainResults of(Path folder, Path report, List<RunFolder> all, Evaluation scores)
            throws IOException {
        PostProcessing post = Folds.post(folder);
        var runs = new ArrayList<Run>();
        for (RunFolder run : all) {
            runs.add(Run.of(run));
        }
        return new TrainResults(folder, report, runs, ScoreResults.of(scores), post.text(),
                scores.rows().isEmpty() ? NO_SCORES : "");
    }
}
