package io.github.edgewise.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Work that is done one by one in the order in which it came, in a thread of its own, while a limited number
/// waits.
final class OneByOne {
    private final int queue;
    private final Semaphore places;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), task -> {
                var thread = new Thread(task, "edgewise-segmentation");
                thread.setDaemon(true);
                return thread;
            });
    private volatile boolean stopping;

    /// @param queue how many may wait, from 0 up
    OneByOne(int queue) {
        this.queue = queue;
        this.places = new Semaphore(queue + 1);
    }

    /// Fails where another one would have to wait beyond the limit, or [#stop] was called.
    void requirePlace() throws Refusal {
        if (stopping) throw stopped();
        if (places.availablePermits() == 0) throw full();
    }

    /// Waits for its turn, and does the work.
    ///
    /// @throws Refusal where too many wait already, or [#stop] was called before its turn
    /// @throws ExecutionException with what the work threw
    <T> T call(Callable<T> work) throws Refusal, ExecutionException, InterruptedException {
        if (stopping) throw stopped();
        if (!places.tryAcquire()) throw full();
        try {
            var task = new FutureTask<T>(work);
            worker.execute(task);
            return task.get();
        } catch (CancellationException | RejectedExecutionException e) {
            throw stopped();
        } finally {
            places.release();
        }
    }

    /// Those that wait now.
    int waiting() { return worker.getQueue().size(); }

    /// Whether work is being done now.
    boolean isBusy() { return worker.getActiveCount() > 0; }

    /// Refuses what waits and what comes, and returns when the work that has begun is done.
    void stop() throws InterruptedException {
        stopping = true;
        worker.shutdown();
        List<Runnable> refused = new ArrayList<>();
        worker.getQueue().drainTo(refused);
        refused.forEach(task -> ((FutureTask<?>) task).cancel(false));
        while (!worker.awaitTermination(1, TimeUnit.HOURS)) {
            // however long the segmentation takes
        }
    }

    private Refusal full() {
        return new Refusal(Refusal.BUSY,
                "an image is being segmented and " + queue + " wait, and no more may "
                        + "wait; try again later");
    }

    private static Refusal stopped() {
        return new Refusal(Refusal.BUSY, "the server is stopping; try again when it runs again");
    }
}
