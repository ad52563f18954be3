package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.fixture.Npy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples for a person with a network and a loop of their own run with nothing but the core, the losses
/// and the engine on the class path.
class ExamplesTest {
    private static final Pattern LOSS = Pattern.compile("step \\d+: loss ([\\d.]+)");
    private static final Pattern NEEDED = Pattern
            .compile(
                    "(core|loss)/target/classes|(edgewise-core|edgewise-loss|pytorch|openblas|javacpp)-[^/]*jar");

    @TempDir
    private Path folder = Path.of("");

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> NEEDED.matcher(entry.replace('\\', '/')).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path example(String name) {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.exists(above.resolve("examples"))) {
            above = Optional.ofNullable(above.getParent()).orElseThrow();
        }
        return above.resolve("examples").resolve(name);
    }

    /// The losses that an example prints.
    private List<Double> run(String name, Path... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx1g", "-cp",
                        classPath(), example(name).toString()));
        Stream.of(arguments).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return LOSS.matcher(Files.readString(log)).results().map(r -> Double.parseDouble(r.group(1)))
                .toList();
    }

    @Test
    void a_loop_of_ones_own_learns() throws Exception {
        List<Double> losses = run("OwnLoop.java");
        assertThat(losses).hasSize(7);
        assertThat(losses.getLast()).isLessThan(0.1 * losses.getFirst());
    }

    @Test
    void an_exported_network_is_tuned_and_saved() throws Exception {
        Path in = Files.write(folder.resolve("model.pt"), Npy.bytes("torchscript/scripted.pt"));
        Path out = folder.resolve("tuned.pt");
        List<Double> losses = run("FineTuneTorchScript.java", in, out);
        assertThat(losses).hasSize(5);
        assertThat(losses.getLast()).isLessThan(0.9 * losses.getFirst());
        Tensor image = Tensors.of(new float[64], 1, 1, 8, 8);
        Tensor change = TorchScript.load(out).forward(image).sub(TorchScript.load(in).forward(image));
        assertThat(change.abs().max().item_double()).isGreaterThan(0.01);
    }
}
