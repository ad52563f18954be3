package io.github.edgewise.distance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Jobs 0 to n-1 on several threads, each with buffers of its own.
final class Workers {
    private Workers() {}

    /// One job.
    interface Job {
        void run(int number, Scratch scratch);
    }

    /// Returns when all jobs are done; the first exception of any thread comes out here.
    static void run(int threads, int jobs, Supplier<Scratch> scratch, Job job) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        Runnable worker = () -> {
            try {
                Scratch own = scratch.get();
                for (int i = next.getAndIncrement(); i < jobs; i = next.getAndIncrement()) {
                    job.run(i, own);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                next.set(jobs);
            }
        };
        var helpers = new Thread[Math.min(threads, jobs) - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = Thread.ofPlatform().daemon().name("edgewise-distance-" + i).start(worker);
        }
        worker.run();
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
}
