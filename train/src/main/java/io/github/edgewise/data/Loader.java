package io.github.edgewise.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Makes the batches of a training run, one ahead of the step that uses it.
///
/// Batch number n depends on the seed and n alone, so a run that is resumed at n goes on exactly as it would
/// have. Each epoch of as many patches as there are cases would see every case once on average: cases are
/// drawn from shuffled rounds of all of them.
public final class Loader implements AutoCloseable {
    private final List<Sample> samples;
    private final Patches patches;
    private final int batch;
    private final long seed;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("edgewise-loader").factory());
    private CompletableFuture<Batch> next;
    private long number;

    /// Begins with batch `first`.
    ///
    /// @throws IllegalArgumentException where there is no sample
    public Loader(List<Sample> samples, Patches patches, int batch, long seed, long first) {
        if (samples.isEmpty())
            throw new IllegalArgumentException("training needs at least one case, but got none");
        this.samples = List.copyOf(samples);
        this.patches = patches;
        this.batch = batch;
        this.seed = seed;
        this.number = first;
        this.next = prepare(first);
    }

    /// The next batch.
    public Batch next() {
        Batch ready = next.join();
        next = prepare(++number);
        return ready;
    }

    private CompletableFuture<Batch> prepare(long n) {
        return CompletableFuture.supplyAsync(() -> batch(n), worker);
    }

    /// Batch number `n`.
    Batch batch(long n) {
        Sample first = samples.getFirst();
        var made = new Batch(batch, first.image().channels(), first.labels().classes(), patches.shape(),
                first.supervision());
        for (int b = 0; b < batch; b++) {
            long draw = n * batch + b;
            patches.cut(samples.get(caseOf(draw)), made, b, new SplittableRandom(mix(seed, draw)));
        }
        return made;
    }

    /// The case of draw number `draw`: position in a shuffle of all cases, a new shuffle every round.
    private int caseOf(long draw) {
        int count = samples.size();
        var random = new SplittableRandom(mix(~seed, draw / count));
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order[(int) (draw % count)];
    }

    /// A well-mixed seed of two numbers (the finaliser of SplitMix64 over their combination).
    private static long mix(long a, long b) {
        long z = a * 0x9E3779B97F4A7C15L + b;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public void close() { worker.shutdownNow(); }
}
