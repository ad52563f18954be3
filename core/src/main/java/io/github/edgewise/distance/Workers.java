package io.github.edgewise.distance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Jobs 0 to n-1 on several threads, each with buffers of its own, which it keeps for the next jobs.
///
/// Jobs that run at the same time are far apart: neighbours write to the same lines of the cache, which would
/// wander between the cores.
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

    /// Returns when all jobs are done; the first exception of any thread comes out here.
    void run(int jobs, Job job) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var helpers = new Thread[Math.min(scratches.length, jobs) - 1];
        for (int i = 0; i < helpers.length; i++) {
            int number = i + 1;
            helpers[i] = Thread.ofPlatform().daemon().name("edgewise-distance-" + number)
                    .start(() -> work(number, next, jobs, job, failure));
        }
        work(0, next, jobs, job, failure);
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        switch (failure.get()) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    private void work(int worker, AtomicInteger next, int jobs, Job job, AtomicReference<Throwable> failure) {
        try {
            Scratch own = scratches[worker];
            if (own == null) scratches[worker] = own = scratch.get();
            int threads = scratches.length;
            int apart = (jobs + threads - 1) / threads;
            for (int i = next.getAndIncrement(); i < apart * threads; i = next.getAndIncrement()) {
                int number = i % threads * apart + i / threads;
                if (number < jobs) job.run(number, own);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(Integer.MAX_VALUE / 2); // the others stop
        }
    }
}
