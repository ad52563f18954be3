package io.github.edgewise.engine;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The engine's state that is shared by the whole process: threads, random numbers and the device.
public final class Engine {
    private static volatile Device device = Device.CPU;

    private Engine() {}

    /// Sets the number of threads of one operation and seeds the random numbers. The same seed and the same
    /// number of threads give the same run bit for bit. Another number of threads gives another run.
    ///
    /// With the GNU C library, the process from then on keeps native memory that is freed. This makes
    /// training steps faster by up to a fifth, because each step needs as much memory as the one before.
    public static void start(int threads, long seed) {
        NativeLibraries.load();
        FreedMemory.keep();
        torch.set_num_threads(threads);
        seed(seed);
    }

    /// Seeds the random numbers.
    public static void seed(long seed) {
        NativeLibraries.load();
        torch.manual_seed(seed);
    }

    /// Ends the use of the engine, for a process that is about to exit while other threads may compute. Waits
    /// for the training steps and windows that have begun. Every later one throws [EngineStopped].
    ///
    /// @return whether the engine has computed anything
    public static boolean stop() { return Computation.stop(); }

    /// The version of the engine and of its Java binding, as in `2.10.0-1.5.13`.
    public static String version() {
        return String.valueOf(Tensor.class.getPackage().getImplementationVersion());
    }

    /// The number of threads of one operation.
    public static int threads() {
        NativeLibraries.load();
        return torch.get_num_threads();
    }

    /// The device that trainings and predictions of this process use; at first the processor.
    public static Device device() { return device; }

    /// Lets the trainings and predictions that begin from now on use a device. On one that is not the
    /// processor, the engine from then on takes algorithms that give the same result every time, where it has
    /// one.
    ///
    /// @throws io.github.edgewise.InvalidInputException where the engine cannot use it, or its libraries
    public static void use(Device other) {
        NativeLibraries.requireSound();
        device = other.require();
        if (device.isCpu()) return;
        var context = torch.globalContext();
        context.setBenchmarkCuDNN(false);
        context.setDeterministicCuDNN(true);
        context.setDeterministicAlgorithms(true, true);
    }

    /// Whether bfloat16 is faster than float32 on [#device()], see [Device#supportsBf16].
    public static boolean supportsBf16() { return device.supportsBf16(); }
}
