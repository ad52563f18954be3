package io.github.edgewise.train;

import io.github.edgewise.sample.Loader;
import io.github.edgewise.sample.Batch;

/// How far a run is: by its epochs, or by its minutes where the recipe limits those.
final class Clock {
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
    private final double before;
    private final long start = System.nanoTime();

    /// @param before seconds that earlier parts of the run took
    Clock(Recipe.Length length, double before) {
        this.length = length;
        this.before = before;
    }

    /// Seconds since the run began, pauses not counted.
    double seconds() { return before + (System.nanoTime() - start) / 1e9; }

    /// True if another epoch should run: there is one left or, with a time limit, an average epoch still
    /// fits.
    boolean hasTimeFor(int epoch) {
        if (length.minutes() == 0) return epoch < length.epochs();
        return epoch == 0 || seconds() * (epoch + 1.) / epoch <= 60 * length.minutes();
    }

    /// How far the run is at the beginning of an epoch, 0 for the first, 1 for the last.
    double fraction(int epoch) {
        if (length.minutes() > 0) return Math.min(1, seconds() / (60 * length.minutes()));
        return length.epochs() == 1 ? 0 : (double) epoch / (length.epochs() - 1);
    }

    /// How far the run is when a share of an epoch is done, 0 to below 1: where the learning rate is read.
    double at(int epoch, double share) {
        if (length.minutes() == 0) return (epoch + share) / length.epochs();
        return Math.min(0.999, seconds() / (60 * length.minutes()));
    }

    /// Seconds that are left when a share of an epoch is done, at the speed so far.
    double secondsLeft(int epoch, double share) {
        if (length.minutes() > 0) return Math.max(0, 60 * length.minutes() - seconds());
        double done = epoch + share;
        return seconds() / done * (length.epochs() - done);
    }
}
