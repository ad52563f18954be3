package io.github.edgewise.predict;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// ONNX Runtime in this process. On a signal to end, the process ends between two computations.
///
/// ONNX Runtime frees its environment in a shutdown hook of its own, while other threads may compute; that
/// crashes the process. So the environment is taken twice, which keeps it, and a hook of ours waits for what
/// was begun.
///
/// The official builds report their use to Microsoft by default. Here they do not: the launcher sets
/// `ORT_DISABLE_TELEMETRY`, and this class turns off what can be turned off later.
final class OnnxEnvironment {
    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
    private static volatile boolean stopsWhenTold;

    private OnnxEnvironment() {}

    /// Loads the native library with its first use, not before.
    private static final class Loaded {
        static final OrtEnvironment ENVIRONMENT = taken();
    }

    static OrtEnvironment get() { return Loaded.ENVIRONMENT; }

    private static OrtEnvironment taken() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not turn off its reports of use", e);
        }
        takeAgain();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!stopsWhenTold) stop();
        }, "edgewise-onnx-ending"));
        return environment;
    }

    /// The environment counts how often it was taken, but its Java class takes it once.
    private static void takeAgain() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method take = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class,
                    String.class);
            take.setAccessible(true);
            take.invoke(null, api.getLong(null), 2, OrtEnvironment.DEFAULT_NAME);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // another version, or a module that is closed: a signal during a computation may crash the process
        }
    }

    static void stopWhenTold() { stopsWhenTold = true; }

    static void stop() {
        LOCK.writeLock().lock(); // for ever: the process ends
    }

    /// Begins a computation; [#end], in the same thread, ends it. While the process ends, this does not
    /// return.
    static void begin() { LOCK.readLock().lock(); }

    static void end() { LOCK.readLock().unlock(); }
}
