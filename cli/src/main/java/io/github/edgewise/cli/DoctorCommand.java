package io.github.edgewise.cli;

import io.github.edgewise.distance.Kernels;
import io.github.edgewise.engine.Engine;
import picocli.CommandLine.Command;

/// `edgewise doctor`: what this machine offers.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows the JVM, the engine, threads and memory.",
        footer = {
            "", "Example:", "  edgewise doctor"})
final class DoctorCommand implements Subcommand {
    private static final long MEBI = 1 << 20;

    @Override
    public Integer call() {
        System.out.println("java      " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
        System.out
                .println("system    " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        System.out.println("cores     " + Runtime.getRuntime().availableProcessors());
        System.out.println("heap      up to " + Runtime.getRuntime().maxMemory() / MEBI + " MiB");
        System.out.println("kernel    " + Kernels.whyScalar().map(why -> "scalar: " + why)
                .orElse("vector, after the first maps of a process"));
        try {
            System.out.println("engine    PyTorch " + Engine.version() + " on cpu, "
                    + (Engine.supportsBf16() ? "bfloat16" : "float32") + ", " + Engine.threads()
                    + " threads");
        } catch (LinkageError e) {
            System.out.println("engine    cannot be loaded (" + e.getMessage()
                    + "); it needs x86-64 Linux with glibc 2.35 or newer, macOS on ARM, or Windows");
            return 1;
        }
        return 0;
    }
}
