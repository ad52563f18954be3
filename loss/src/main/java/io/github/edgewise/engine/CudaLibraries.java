package io.github.edgewise.engine;

import io.github.edgewise.InvalidInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;

/// The libraries that the engine's jar for graphics cards of NVIDIA needs and does not hold. If one of them is
/// missing when the engine is loaded, the process crashes. So they are looked for before.
public final class CudaLibraries {
    /// Of CUDA 13, cuDNN 9, NCCL 2 and the driver, for Linux.
    private static final List<String> NEEDED = List.of("libcuda.so.1", "libcudart.so.13", "libcublas.so.13",
            "libcublasLt.so.13", "libcusparse.so.12", "libcusolver.so.12", "libcufft.so.12",
            "libcurand.so.10", "libcufile.so.0", "libcupti.so.13", "libnccl.so.2", "libcudnn.so.9");
    private static final String ENGINE = "/org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so";

    private CudaLibraries() {}

    /// Whether the engine's jar for graphics cards is on the class path.
    static boolean isOnClassPath() { return CudaLibraries.class.getResource(ENGINE) != null; }

    /// Those that can be found neither on this system nor in a jar.
    public static List<String> missing() { return missing(CudaLibraries::isFound); }

    static List<String> missing(Predicate<String> isFound) {
        return NEEDED.stream().filter(isFound.negate()).toList();
    }

    /// @throws InvalidInputException where one is missing
    static void requireAll() { require(missing()); }

    static void require(List<String> missing) {
        if (missing.isEmpty()) return;
        throw new InvalidInputException("the engine for graphics cards needs " + String.join(", ", missing)
                + ", which this system does not have; install the driver (580 or newer) and CUDA 13, cuDNN 9 "
                + "and NCCL 2 of NVIDIA, or leave out --with-gpu");
    }

    @SuppressWarnings("restricted")
    private static boolean isFound(String name) {
        if (CudaLibraries.class
                .getResource("/org/bytedeco/cuda/" + Loader.getPlatform() + "/" + name) != null) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(name, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
