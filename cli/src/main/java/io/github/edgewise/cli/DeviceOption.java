package io.github.edgewise.cli;

import io.github.edgewise.engine.Device;
import io.github.edgewise.engine.Engine;
import picocli.CommandLine.Option;

/// The option of commands that compute with the training engine.
final class DeviceOption {
    private static final String CPU = "cpu";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = CPU,
            description = "where the engine computes: cpu, cuda (a graphics card of NVIDIA), cuda:N, mps (Apple), or "
                    + "auto: the first graphics card, if there is one (default: cpu)")
    private String name = CPU;

    /// Lets the engine use the device.
    void use() {
        Engine.use(Arguments.of("--device", () -> Device.parse(name).require()));
    }

    /// Whether it is the processor.
    boolean isCpu() { return name.equals(CPU); }
}
