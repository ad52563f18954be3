package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Makes the batches of a training run in threads of its own, a few ahead of the step that uses them.
///
/// Batch number n depends on the seed and n alone, never on the number of threads, so a run that is resumed
/// at n continues exactly as without a stop. For the choice of cases and classes see
/// [Patches#foregroundShare()].
///
/// Memory: `threads` + 2 batches wait or are being made, besides the one in use. A batch of B patches of V
/// voxels with C channels and K classes takes B V (4 C + 1) bytes, and 4 B V K more where distances are
/// asked for; coarser stages add a seventh or less.
public final class Loader implements AutoCloseable {
    private static final int SPARE = 2;
    private static final int LONGEST_CLOSE_SECONDS = 10;

    private final List<Sample> samples;
    private final Patches patches;
    private final int batch;
    private final PatchOrder draws;
    private final ExecutorService workers;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private long number;
    private long waitedNanos;

    /// Begins with batch `first`.
    ///
    /// @param batch patches per batch
    /// @param threads that make batches, each one batch at a time
    /// @throws IllegalArgumentException where there is no sample, or no thread
    public Loader(List<Sample> samples, Patches patches, int batch, long seed, long first, int threads) {
        if (samples.isEmpty())
            throw new InvalidInputException("training needs at least one case, but got none");
        if (threads < 1) throw new InvalidInputException("at least one thread is needed, not " + threads);
        this.samples = List.copyOf(samples);
        this.patches = patches;
        this.batch = batch;
        this.draws = new PatchOrder(this.samples, patches.foregroundShare(), seed);
        this.number = first;
        this.workers = Executors.newFixedThreadPool(threads,
                Thread.ofPlatform().daemon().name("edgewise-loader-", 1).factory());
        for (int i = 0; i < threads + SPARE; i++) {
            prepare();
        }
    }

    private void prepare() {
        long n = number++;
        ahead.add(workers.submit(() -> batch(n)));
    }

    /// The next batch.
    ///
    /// What went wrong while it was made, such as a file that is lost, is thrown here as it was thrown there.
    public Batch next() {
        long begun = System.nanoTime();
        Future<Batch> next = ahead.remove();
        prepare();
        try {
            return next.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("a batch could not be made", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var stopped = new CancellationException("interrupted while a batch was made");
            stopped.initCause(e);
            throw stopped;
        } finally {
            waitedNanos += System.nanoTime() - begun;
        }
    }

    /// How long [#next()] has waited for batches in all.
    public double waitedSeconds() { return waitedNanos / 1e9; }

    /// Batch number `n`.
    private Batch batch(long n) {
        Sample first = samples.getFirst();
        var made = new Batch(batch, first.channels(), first.classes(), patches.shape(),
                first.supervision());
        for (int b = 0; b < batch; b++) {
            long number = n * batch + b;
            PatchOrder.Draw draw = draws.at(number);
            cut(samples.get(draw.sample()), draw, made, b, number);
        }
        return made;
    }

    private void cut(Sample sample, PatchOrder.Draw draw, Batch made, int b, long number) {
        try {
            patches.cut(sample, draw, made, b, draws.random(number));
        } catch (InternalError e) { // how the virtual machine tells that mapped bytes are gone
            if (!sample.values().isMapped()) throw e;
            throw new UncheckedIOException(new IOException("the prepared file of " + sample.name()
                    + " can no longer be read; was it changed, or its disk removed, during the run?", e));
        }
    }

    /// Stops, and waits for what is under way, so that nothing reads a case's file any longer.
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            workers.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
