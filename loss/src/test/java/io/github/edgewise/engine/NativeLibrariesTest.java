package io.github.edgewise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    private static final List<String> NAMES = List.of("libc10.so", "libtorch.so", "libtorch_cpu.so",
            "libc10_cuda.so", "libtorch_cuda.so");

    @TempDir
    Path folder;

    @Test
    void another_pytorch_on_the_library_path_is_not_loaded_whether_the_cache_is_empty_or_not()
            throws Exception {
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Path library = someLibrary();
        for (String name : NAMES) {
            Files.copy(library, foreign.resolve(name));
        }
        checkWith(foreign);
    }

    @Test
    void the_pytorch_of_debian_on_the_library_path_is_not_loaded() throws Exception {
        Path debian = Path.of("/usr/lib/x86_64-linux-gnu");
        assumeTrue(Files.exists(debian.resolve("libtorch_cpu.so")), "libtorch of Debian is not installed");
        checkWith(debian);
    }

    private void checkWith(Path libraryPath) throws IOException, InterruptedException {
        for (String cache : List.of("empty", "filled")) {
            String said = program(libraryPath);
            assertThat(said).as("cache " + cache).contains("sum 3.0");
            assertThat(said.lines().filter(line -> line.contains("torch") || line.contains("c10")))
                    .as("libraries of the engine in memory").isNotEmpty()
                    .allMatch(line -> line.contains(folder.resolve("cache").toString()));
        }
    }

    /// Any library of this system with nothing in it that the engine needs.
    private static Path someLibrary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.home"), "lib"))) {
            var found = files.filter(file -> file.getFileName().toString().equals("libprefs.so")).findFirst();
            assumeTrue(found.isPresent(), "not on Linux");
            return found.orElseThrow();
        }
    }

    /// What a new Java says with this library path and a cache of its own.
    private String program(Path libraryPath) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:ErrorFile=" + folder.resolve("crash"), "-Xmx256m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"), "-cp",
                System.getProperty("java.class.path"), Program.class.getName()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", libraryPath.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// Adds two numbers and lists the libraries in memory.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            Tensor sum = Tensors.of(new float[]{1, 2}, 2).sum();
            System.out.println("sum " + sum.item_float());
            Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(".so") && line.contains("r-xp"))
                    .map(line -> line.substring(line.indexOf('/'))).forEach(System.out::println);
        }
    }
}
