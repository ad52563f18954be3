package io.github.edgewise.distance;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs jobs 0 to n-1 on several threads. Each thread has buffers of its own and keeps them for the next
/// jobs.
///
/// Jobs that run at the same time are far apart. Neighbouring jobs would write to the same cache lines, which
/// would then move back and forth between the cores.
final class Workers {
    private final @Nullable Scratch[] scratches;
    private final Supplier<Scratch> scratch;

    Workers(int threads, Supplier<Scratch> scratch) {
        this.scratches = new @Nullable Scratch[threads];
        this.scratch = scratch;
    }

    /// One job.
    interface Job {
        void run(int number, Scratch scratch);
    }

    /// Runs all jobs and returns when they are done. Throws the first exception of any thread.
    void run(int jobs, Job job) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var working = new Phaser(1);
        for (int i = 1; i < Math.min(scratches.length, jobs); i++) {
            int worker = i;
            ForkJoinPool.commonPool().execute(() -> {
                if (working.register() < 0) return; // all jobs are done already
                work(worker, next, jobs, job, failure);
                working.arriveAndDeregister();
            });
        }
        work(0, next, jobs, job, failure);
        working.arriveAndAwaitAdvance();
        working.forceTermination();
        switch (failure.get()) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    private void work(int worker, AtomicInteger next, int jobs, Job job, AtomicReference<Throwable> failure) {
        int threads = scratches.length;
        int apart = (jobs + threads - 1) / threads;
        try {
            for (int i = next.getAndIncrement(); i < apart * threads; i = next.getAndIncrement()) {
                int number = i % threads * apart + i / threads;
                if (number < jobs) job.run(number, scratch(worker));
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(Integer.MAX_VALUE / 2); // the others stop
        }
    }

    private Scratch scratch(int worker) {
        Scratch own = scratches[worker];
        if (own == null) scratches[worker] = own = scratch.get();
        return own;
    }
}
