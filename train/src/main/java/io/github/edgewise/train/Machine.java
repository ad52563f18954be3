package io.github.edgewise.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The machine and the Java that a run is trained with, as far as the system tells.
///
/// @param os name of the operating system
/// @param arch such as `amd64`
/// @param java version of Java
/// @param jvm name of the virtual machine
/// @param processor its model; empty where the system does not tell
/// @param features instruction sets of the processor that matter here, such as `avx2` and `avx512_bf16`; none
///     where the system does not tell
/// @param cores that this process may use
/// @param memoryBytes of the machine; nothing where the system does not tell
public record Machine(String os, String arch, String java, String jvm, String processor,
        List<String> features, int cores, Optional<Long> memoryBytes) {
    private static final List<String> NOTABLE = List.of("sse4_2", "avx", "avx2", "fma", "avx512f",
            "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_tile", "asimd", "bf16", "sve");
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final int KIBI = 1024;

    public Machine {
        features = List.copyOf(features);
    }

    /// This one.
    public static Machine here() {
        List<String> known = Arrays.asList(value(PROCESSOR, "flags").or(() -> value(PROCESSOR, "Features"))
                .orElse("").split(" ", -1));
        return new Machine(System.getProperty("os.name"), System.getProperty("os.arch"),
                Runtime.version().toString(), System.getProperty("java.vm.name"),
                value(PROCESSOR, "model name").orElse(""), NOTABLE.stream().filter(known::contains).toList(),
                Runtime.getRuntime().availableProcessors(), bytes(MEMORY, "MemTotal"));
    }

    /// The most memory that this process has held since it began, Java's and the engine's; nothing where the
    /// system does not tell (other than Linux).
    public static Optional<Long> peakMemoryBytes() { return bytes(PROCESS, "VmHWM"); }

    private static Optional<Long> bytes(Path file, String name) {
        return value(file, name).map(text -> text.replaceAll("\\D", "")).filter(digits -> !digits.isEmpty())
                .map(kibi -> KIBI * Long.parseLong(kibi));
    }

    /// What stands behind `name:` in the first such line.
    private static Optional<String> value(Path file, String name) {
        try {
            if (!Files.isReadable(file)) return Optional.empty();
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(name))
                    .filter(line -> line.substring(name.length()).strip().startsWith(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
