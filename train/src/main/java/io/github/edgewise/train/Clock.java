package io.github.edgewise.train;

import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.schedule.TrainingTime;
import java.util.Optional;

/// How far a run is and in which stage: by its epochs, or by its minutes where the recipe limits those.
///
/// When the second stage began is read from the history. So a resumed run is in the stage in which it was
/// stopped, also by the clock or where it goes on for longer.
final class Clock {
    /// A stage of a run; a run without a second stage has one.
    ///
    /// @param number 1 or 2
    /// @param begun how many epochs were complete at its beginning
    /// @param end how many will be at its end, unless minutes limit the run
    /// @param from seconds from the beginning of the run to that of the stage
    /// @param to seconds to its end, where minutes limit the run
    record Stage(int number, int begun, int end, double from, double to) {
        /// True if it is the second stage and the next epoch is its first.
        boolean beginsAfter(History history) { return number == 2 && history.entries().size() == begun; }
    }

    /// Times the steps of one epoch, and how long they wait for their batches.
    static final class StepTimer {
        private final long begun = System.nanoTime();
        private long waited;

        /// The next batch.
        Batch next(Loader loader) {
            long before = System.nanoTime();
            Batch batch = loader.next();
            waited += System.nanoTime() - before;
            return batch;
        }

        /// The share of the time so far that was spent waiting for batches.
        double waiting() { return waited / (double) Math.max(1, System.nanoTime() - begun); }

        /// The pace when that many steps are done.
        Progress.Pace pace(int steps, double secondsLeft) {
            double seconds = Math.max(1, System.nanoTime() - begun) / 1e9;
            return new Progress.Pace(steps / seconds, waiting(), secondsLeft);
        }
    }

    private final Recipe.Length length;
    private final Optional<LateStage> then;
    private final double before;
    private final long start = System.nanoTime();

    /// @param before seconds that earlier parts of the run took
    Clock(Recipe recipe, double before) {
        this.length = recipe.length();
        this.then = recipe.then();
        this.before = before;
    }

    private double limit() { return 60 * length.minutes(); }

    /// The stage of the next epoch. The second one begins when its share is left, or, with a limit in
    /// minutes, when only one more epoch fits. It begins earlier if the score of the first stage has not
    /// risen for as long as the recipe's patience.
    ///
    /// @param history all epochs so far
    Stage stage(History history) {
        int done = history.entries().size();
        if (then.isEmpty()) return new Stage(1, 0, length.epochs(), 0, limit());
        int begun = history.begun(2);
        if (begun == done && !isDue(then.get(), history)) {
            return new Stage(1, 0, length.epochs() - then.get().epochs(length.epochs()), 0,
                    (1 - then.get().share()) * limit());
        }
        double from = history.first(begun).seconds();
        return new Stage(2, begun, length.epochs(), from, Math.max(from, limit()));
    }

    private boolean isDue(LateStage late, History history) {
        int done = history.entries().size();
        if (done == 0) return false;
        if (history.isStalled(length.patience())) return true;
        if (length.minutes() == 0) return done >= length.epochs() - late.epochs(length.epochs());
        return seconds() >= (1 - late.share()) * limit() || !fits(done, 2);
    }

    /// Seconds since the run began, pauses not counted.
    double seconds() { return before + (System.nanoTime() - start) / 1e9; }

    /// True if another epoch should run: there is one left or, with a time limit, an average epoch still
    /// fits. Every stage has at least one.
    ///
    /// @param history all epochs so far
    boolean hasTimeAfter(History history) {
        int done = history.entries().size();
        if (length.minutes() == 0) return done < length.epochs();
        boolean lacksStage = then.isPresent() && history.begun(2) == done;
        return done == 0 || lacksStage || fits(done, 1);
    }

    /// True if that many more epochs of average length fit.
    private boolean fits(int done, int more) {
        return seconds() * (done + more) / done <= limit();
    }

    /// How far a stage is at the beginning of an epoch.
    ///
    /// @param epoch number of complete epochs of the run
    TrainingTime time(Stage stage, int epoch) {
        return new TrainingTime(epoch - stage.begun(), fraction(stage, epoch));
    }

    /// 0 for the first epoch of the stage, 1 for the last.
    private double fraction(Stage stage, int epoch) {
        if (length.minutes() > 0) return Math.min(1, share(stage));
        int last = stage.end() - stage.begun() - 1;
        return last <= 0 ? 0 : (double) (epoch - stage.begun()) / last;
    }

    /// How far a stage is when a share of an epoch is done, 0 to below 1: where the learning rate is read.
    double at(Stage stage, int epoch, double share) {
        if (length.minutes() > 0) return Math.min(0.999, share(stage));
        return (epoch - stage.begun() + share) / (stage.end() - stage.begun());
    }

    private double share(Stage stage) {
        double all = stage.to() - stage.from();
        return all > 0 ? Math.max(0, (seconds() - stage.from()) / all) : 1;
    }

    /// Seconds that are left when a share of an epoch is done, at the speed so far.
    double secondsLeft(int epoch, double share) {
        if (length.minutes() > 0) return Math.max(0, 60 * length.minutes() - seconds());
        double done = epoch + share;
        return seconds() / done * (length.epochs() - done);
    }
}
