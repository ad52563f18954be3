package io.github.edgewise.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The engine's state that all of a process shares: threads and random numbers.
public final class Engine {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Engine() {}

    /// Sets the number of threads of one operation and seeds the random numbers. The same seed and the same
    /// number of threads give the same run bit for bit; another number of threads does not.
    ///
    /// With the GNU C library, native memory that is freed stays with the process from then on: steps that
    /// each need as much as the one before are up to a fifth faster.
    public static void start(int threads, long seed) {
        FreedMemory.keep();
        torch.set_num_threads(threads);
        seed(seed);
    }

    /// Seeds the random numbers.
    public static void seed(long seed) { torch.manual_seed(seed); }

    /// The version of the engine and of its Java binding, as in `2.10.0-1.5.13`.
    public static String version() {
        return String.valueOf(Tensor.class.getPackage().getImplementationVersion());
    }

    /// The number of threads of one operation.
    public static int threads() { return torch.get_num_threads(); }

    /// True where the processor multiplies bfloat16 by itself (AVX-512 BF16 or AMX), as far as Linux tells;
    /// elsewhere false, since emulated bfloat16 is slower than float32.
    public static boolean supportsBf16() {
        try {
            String flags = Files.exists(PROCESSOR) ? Files.readString(PROCESSOR) : "";
            return flags.contains("amx_bf16") || flags.contains("avx512_bf16");
        } catch (IOException e) {
            return false;
        }
    }
}
