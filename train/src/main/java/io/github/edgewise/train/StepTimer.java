package io.github.edgewise.train;

import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Loader;

/// Times the steps of one epoch, and how long they wait for their batches.
final class StepTimer {
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
