package io.github.edgewise.cli;

import io.github.edgewise.Version;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.train.Machine;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `edgewise doctor`: what this machine offers.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows the JVM, the engine, threads and memory.",
        footer = {
            "", "Example:", "  edgewise doctor"})
final class DoctorCommand implements Subcommand {
    private static final long MEBI = 1 << 20;

    @Mixin
    private Results results = new Results();

    /// What the engine of trainings offers; `note` says why it cannot be loaded, and the rest is nothing
    /// then.
    private record EngineFound(Optional<String> version, Optional<String> device, Optional<String> precision,
            Optional<Integer> threads, String note) {
        static EngineFound of() {
            try {
                return new EngineFound(Optional.of(Engine.version()), Optional.of("cpu"),
                        Optional.of(Engine.supportsBf16() ? "bfloat16" : "float32"),
                        Optional.of(Engine.threads()), "");
            } catch (LinkageError e) {
                return new EngineFound(Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), "cannot be loaded (" + e.getMessage()
                                + "); it needs x86-64 Linux with glibc 2.35 or newer, macOS on ARM, or Windows");
            }
        }

        String text() {
            return version.map(
                    number -> "PyTorch " + number + " on " + device.orElseThrow() + ", "
                            + precision.orElseThrow() + ", " + threads.orElseThrow() + " threads")
                    .orElse(note);
        }
    }

    /// The same for programs.
    ///
    /// @param scalarKernel why maps are made with the scalar kernel; empty with the vector kernel
    private record Found(String edgewise, Machine machine, long heapBytes, String kernel, String scalarKernel,
            EngineFound engine) {}

    @Override
    public Integer call() throws IOException {
        Optional<String> scalar = Kernels.whyScalar();
        EngineFound engine = EngineFound.of();
        long heap = Runtime.getRuntime().maxMemory();
        results.line("java      " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        results.line("system    " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        results.line("cores     " + Runtime.getRuntime().availableProcessors());
        results.line("heap      up to " + heap / MEBI + " MiB");
        results.line("kernel    "
                + scalar.map(why -> "scalar: " + why).orElse("vector, after the first maps of a process"));
        results.line("engine    " + engine.text());
        results.json(() -> new Found(Version.current(), Machine.here(), heap,
                scalar.isEmpty() ? "vector" : "scalar", scalar.orElse(""), engine));
        return engine.version().isEmpty() ? 1 : 0;
    }
}
