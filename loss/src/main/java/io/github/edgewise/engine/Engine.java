package io.github.edgewise.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The engine's state that is shared by the whole process: threads and random numbers.
public final class Engine {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

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

    /// True if Linux says that the processor multiplies bfloat16 in hardware (AVX-512 BF16 or AMX). Otherwise
    /// false, because emulated bfloat16 is slower than float32.
    public static boolean supportsBf16() {
        try {
            String flags = Files.exists(PROCESSOR) ? Files.readString(PROCESSOR) : "";
            return flags.contains("amx_bf16") || flags.contains("avx512_bf16");
        } catch (IOException e) {
            return false;
        }
    }
}
