package io.github.edgewise.cli;

import io.github.edgewise.Version;
import io.github.edgewise.distance.Kernels;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.engine.CudaDriver;
import io.github.edgewise.engine.Device;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.train.Machine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private static final String CARD = "cuda";

    @Mixin
    private Results results = new Results();

    /// What the engine of trainings offers; `note` says why it cannot be loaded, and the rest is nothing
    /// then.
    /// @param devices that it can use, the processor last
    /// @param cardsNote why it cannot use a graphics card, and what to do; empty if it can
    private record EngineFound(Optional<String> version, Optional<String> device, Optional<String> precision,
            Optional<Integer> threads, List<String> devices, String cardsNote, String note) {
        static EngineFound of() {
            try {
                return new EngineFound(Optional.of(Engine.version()), Optional.of("cpu"),
                        Optional.of(Engine.supportsBf16() ? "bfloat16" : "float32"),
                        Optional.of(Engine.threads()), Device.all().stream().map(Device::toString).toList(),
                        Device.all().size() > 1 ? "" : Device.parse(CARD).whyNot().orElse(""), "");
            } catch (InvalidInputException e) {
                return none(e.getMessage());
            } catch (LinkageError e) {
                return none("cannot be loaded (" + e.getMessage()
                        + "); it needs x86-64 Linux with glibc 2.35 or newer, macOS on ARM, or Windows");
            }
        }

        private static EngineFound none(@Nullable String why) {
            return new EngineFound(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    List.of(), "", String.valueOf(why));
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
    /// @param cards graphics cards of NVIDIA that the driver knows
    /// @param scalarKernel why maps are made with the scalar kernel; empty with the vector kernel
    private record Found(String edgewise, Machine machine, long heapBytes, String kernel, String scalarKernel,
            EngineFound engine, List<CudaDriver.Card> cards) {}

    @Override
    public Integer call() throws IOException {
        Optional<String> scalar = Kernels.whyScalar();
        EngineFound engine = EngineFound.of();
        List<CudaDriver.Card> cards = CudaDriver.cards();
        long heap = Runtime.getRuntime().maxMemory();
        results.line("java      " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        results.line("system    " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        results.line("cores     " + Runtime.getRuntime().availableProcessors());
        results.line("heap      up to " + heap / MEBI + " MiB");
        results.line("kernel    "
                + scalar.map(why -> "scalar: " + why).orElse("vector, after the first maps of a process"));
        results.line("engine    " + engine.text());
        if (!engine.devices().isEmpty()) {
            results.line("devices   " + String.join(", ", engine.devices()));
        }
        for (CudaDriver.Card card : cards) {
            results.line("card      " + card.name() + ", compute capability " + card.major() + "."
                    + card.minor() + ", " + card.memoryBytes() / MEBI + " MiB");
        }
        if (!engine.cardsNote().isEmpty()) results.line("          " + engine.cardsNote());
        results.json(() -> new Found(Version.current(), Machine.here(), heap,
                scalar.isEmpty() ? "vector" : "scalar", scalar.orElse(""), engine,
                cards));
        return engine.version().isEmpty() ? 1 : 0;
    }
}
