package io.github.edgewise.engine;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/// Loads the engine's native libraries from its own jars, and from nowhere else.
///
/// By itself, the Java binding unpacks and loads one library after the other, `libtorch` before the
/// `libtorch_cpu` that it needs. So the system's loader finds that of another PyTorch, if one is installed or
/// on `LD_LIBRARY_PATH`, and the process crashes. Here all of them are unpacked first. Then they are loaded
/// by their full paths, in the order in which they need each other: a library that is loaded already is not
/// looked for.
///
/// The classes of Edgewise that touch the engine do this before. A program that uses `org.bytedeco.pytorch`
/// directly calls [Engine#start] or [#load()] first.
public final class NativeLibraries {
    /// What the jar of the engine holds, each after those that it needs.
    private static final List<String> IN_ORDER = List.of("gomp", "iomp5md", "omp", "asmjit", "fbgemm", "uv",
            "c10",
            "torch_cpu", "torch");
    /// The binding looks for these wherever the system keeps libraries, although its jar has none of them.
    private static final List<String> FOREIGN = List.of("c10_cuda", "torch_cuda");
    private static boolean loaded;

    private NativeLibraries() {}

    /// Loads them, the first time that it is called.
    ///
    /// @throws UnsatisfiedLinkError where this system cannot load them, or they cannot be unpacked
    public static synchronized void load() {
        if (loaded) return;
        Loader.load(openblas.class); // its libraries are in their right order already
        try {
            Optional<Path> folder = unpacked();
            if (folder.isPresent()) loadFrom(folder.get());
        } catch (IOException e) {
            var error = new UnsatisfiedLinkError("the engine's libraries cannot be unpacked ("
                    + e.getMessage()
                    + "); needs a writable folder with 500 MB of free space, by default .javacpp in your home "
                    + "folder; name another one with -Dorg.bytedeco.javacpp.cachedir");
            error.initCause(e);
            throw error;
        }
        Loader.load(torch.class);
        loaded = true;
    }

    /// The folder with all libraries of the engine's jar; empty where that jar is another one than expected,
    /// for example one for graphics cards.
    private static Optional<Path> unpacked() throws IOException {
        File[] folders = Loader.cacheResources("/org/bytedeco/pytorch/" + Loader.getPlatform() + "/");
        return Arrays.stream(folders).filter(File::isDirectory).map(File::toPath).findFirst();
    }

    private static void loadFrom(Path folder) throws IOException {
        for (String name : IN_ORDER) {
            Optional<Path> file = library(folder, name);
            if (file.isPresent()) load(file.get());
        }
        Optional<Path> first = library(folder, "c10");
        for (String name : FOREIGN) {
            // under this name, the binding then knows a library that is loaded, and looks for no other one
            if (first.isPresent() && library(folder, name).isEmpty()) {
                Loader.loadLibrary(torch.class, new URL[]{first.get().toUri().toURL()}, name);
            }
        }
    }

    @SuppressWarnings("restricted")
    private static void load(Path file) {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            // elsewhere than on Linux, the binding's own order may be the right one
            if (System.getProperty("os.name", "").equals("Linux")) throw e;
        }
    }

    /// `libNAME.so`, `libNAME.so.1`, `libNAME.dylib`, `NAME.dll`; the one with the shortest name.
    private static Optional<Path> library(Path folder, String name) throws IOException {
        var pattern = Pattern
                .compile("(lib)?" + Pattern.quote(name) + "(\\.so[.\\d]*|[.\\d]*\\.dylib|\\.dll)");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> pattern.matcher(file.getFileName().toString()).matches())
                    .filter(file -> !Files.isSymbolicLink(file))
                    .min(Comparator.comparingInt(file -> file.getFileName().toString().length()));
        }
    }
}
