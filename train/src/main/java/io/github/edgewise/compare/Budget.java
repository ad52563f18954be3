package io.github.edgewise.compare;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.TemporaryFolder;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.History;
import io.github.edgewise.train.LateStage;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The time limit of a comparison, for all runs together.
///
/// Losses are compared after equally many epochs, never after equally many minutes. So a comparison can be
/// repeated, and a slow loss is not penalised; its time is reported with the scores. A trial of the last loss
/// shows how many epochs fit.
public final class Budget {
    private static final double RESERVE = 0.08;
    private static final double TOLERANCE = 0.02;
    private static final int TRIAL_EPOCHS = 2;

    private final double seconds;
    private final int leastEpochs;
    private final long begun = System.nanoTime();
    private int runs;
    private double sum;

    /// @param minutes for everything from now on; 0 for no limit
    public Budget(double minutes) { this(minutes, 1); }

    /// @param minutes for everything from now on; 0 for no limit
    /// @param leastEpochs of a run; if fewer fit, the time is too short
    public Budget(double minutes, int leastEpochs) {
        if (!(minutes >= 0)) throw new InvalidInputException("minutes must be 0 or more, not " + minutes);
        this.seconds = 60 * minutes;
        this.leastEpochs = leastEpochs;
    }

    /// True if time is limited.
    public boolean isLimited() { return seconds > 0; }

    private double spent() { return (System.nanoTime() - begun) / 1e9; }

    /// The comparison with as many epochs as time allows. They are taken from a comparison that was started
    /// in the folder, or estimated from a trial of two epochs and the scoring of two cases. If time is not
    /// limited, the comparison is returned unchanged.
    ///
    /// @param contest its number of epochs is ignored if time is limited
    /// @param plan the plan of [Comparison]
    /// @throws IllegalArgumentException if the least number of epochs of each run does not fit
    /// @throws IOException if a case cannot be read, or another process or thread uses the folder
    public ComparisonPlan fitted(ComparisonPlan contest, Dataset dataset, Optional<Plan> plan,
            ComparisonFolder folder,
            Consumer<ComparisonEvent> listener)
            throws IOException {
        if (!isLimited()) return contest;
        if (folder.exists()) return contest.epochs(folder.contest().recipe().length().epochs());
        Trial trial;
        try (FolderLock _ = FolderLock.take(folder.folder())) {
            trial = trial(contest, dataset, plan, folder, listener);
        }
        double epoch = trial.epoch();
        double scoring = trial.scoring();
        double reading = trial.reading();
        double each = (seconds * (1 - RESERVE) - spent()) / contest.runs() - scoring - reading;
        int epochs = (int) (each / epoch);
        int least = Math.max(leastEpochs, contest.leastEpochs());
        if (epochs < least) {
            throw new InvalidInputException(String.format(Locale.ROOT,
                    "%.3g minutes are too few for %d runs: %s of each %s %.0f; give more minutes"
                            + (leastEpochs > 1 ? "" : ", fewer seeds or folds, or a smaller network"),
                    seconds / 60, contest.runs(), least == 1 ? "one epoch" : least + " epochs",
                    least == 1 ? "takes" : "take",
                    Math.ceil((spent() + contest.runs() * (least * epoch + scoring + reading)) / 60
                            / (1 - RESERVE))));
        }
        listener.accept(new ComparisonEvent.Budgeted(epochs, epochs * epoch + scoring + reading));
        return contest.epochs(epochs);
    }

    /// How many seconds an epoch takes, the scoring, and the reading of the data.
    private record Trial(double epoch, double scoring, double reading) {}

    private static Trial trial(ComparisonPlan contest, Dataset dataset, Optional<Plan> plan,
            ComparisonFolder folder, Consumer<ComparisonEvent> listener) throws IOException {
        Split split = Comparison.split(contest, dataset, 0);
        var nothing = Trainer.StartFrom.NOTHING.classesOf(dataset);
        var given = plan.map(nothing::plan).orElse(nothing);
        NamedLoss last = contest.contenders().getLast();
        long start = System.nanoTime();
        try (TemporaryFolder temporary = TemporaryFolder.in(folder.folder(), "trial")) {
            var run = new RunFolder(temporary.folder().resolve("run"));
            double scoring;
            try (Segmenter segmenter = Trainer.train(contest.recipe(last, 0).epochs(TRIAL_EPOCHS), given,
                    split,
                    run.folder(), p -> listener.accept(new ComparisonEvent.Training(p)))) {
                scoring = secondsToScore(segmenter, split.held());
            }
            History history = run.history();
            double reading = Math.max(0, (System.nanoTime() - start) / 1e9 - history.seconds() - scoring);
            return new Trial(secondsOfEpoch(history, last), scoring, reading);
        }
    }

    /// The last epoch of the trial, since the first one warms up; with two stages, one epoch of each, by
    /// their shares.
    private static double secondsOfEpoch(History trial, NamedLoss loss) {
        double first = trial.entries().getFirst().seconds();
        double last = trial.entries().getLast().seconds();
        double share = loss.then().map(LateStage::share).orElse(1.);
        return (1 - share) * first + share * last;
    }

    /// The first case is scored while Java still compiles. So a second one says what the others take.
    private static double secondsToScore(Segmenter segmenter, List<Case> held) throws IOException {
        double first = secondsToScore(segmenter, held.getFirst());
        return held.size() == 1 ? first : first + (held.size() - 1) * secondsToScore(segmenter, held.get(1));
    }

    private static double secondsToScore(Segmenter segmenter, Case one) throws IOException {
        long start = System.nanoTime();
        segmenter.evaluate(List.of(one), Metrics.all());
        return (System.nanoTime() - start) / 1e9;
    }

    /// Records how long a run took. For a run from an earlier call, the time of its epochs.
    void took(double seconds) {
        runs++;
        sum += seconds;
    }

    /// True if this many more runs would finish in time, at the speed of the earlier runs. Always true for 0.
    boolean hasTimeFor(int missing) {
        return !isLimited() || missing == 0 || runs == 0
                || spent() + missing * sum / runs <= seconds * (1 + TOLERANCE);
    }
}
