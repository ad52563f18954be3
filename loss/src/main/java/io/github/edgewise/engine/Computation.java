package io.github.edgewise.engine;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Work of the engine that must not be cut off: a training step, or a window of a prediction.
///
/// When a process ends, the system frees what the engine's native code uses. A thread that still computes
/// then crashes the process. So [Engine#stop()] waits for computations that have begun and refuses new ones.
public final class Computation implements AutoCloseable {
    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
    private static volatile boolean used;
    private static volatile boolean stopped;

    private Computation() {}

    /// Begins one; closing it, in the same thread, ends it.
    ///
    /// @throws EngineStopped where [Engine#stop()] was called before
    public static Computation begin() {
        LOCK.readLock().lock();
        if (stopped) {
            LOCK.readLock().unlock();
            throw new EngineStopped();
        }
        used = true;
        return new Computation();
    }

    /// Waits for those that have begun, and refuses others from now on.
    ///
    /// @return whether any was ever begun
    static boolean stop() {
        stopped = true;
        LOCK.writeLock().lock();
        LOCK.writeLock().unlock();
        return used;
    }

    @Override
    public void close() { LOCK.readLock().unlock(); }
}
