package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    @TempDir
    private Path folder = Path.of("");

    /// What a command wrote to standard error, its exit code in front.
    private static String run(Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            int code = Edgewise.run(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
            return code + " " + said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void exported_weights_begin_another_run() throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(data.resolve("images/p" + i + ".nii"), phantom.make(i).image());
            Volumes.write(data.resolve("labels/p" + i + ".nii"), phantom.make(i).labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        Path first = folder.resolve("first");
        assertThat(run("train", data, "--out", first, "--recipe", recipe)).startsWith("0 ");
        for (String name : new String[]{"w.pt", "w.safetensors"}) {
            Path weights = folder.resolve(name);
            assertThat(run("export", first, "-o", weights)).startsWith("0 ");
            assertThat(StateDict.read(weights).tensors()).containsKeys("down0.conv1.weight", "head.bias");
            assertThat(run("train", data, "--out", folder.resolve("from-" + name), "--recipe", recipe,
                    "--weights", weights)).startsWith("0 ");
        }
        assertThat(folder.resolve("from-w.pt/first.safetensors")).exists();
        assertThat(run("train", data, "--out", folder.resolve("wide"), "--network", "uNet:width=4,depth=1",
                "--weights", folder.resolve("w.pt"))).startsWith("3 ").contains("edgewise: the weights in "
                        + folder.resolve("w.pt")
                        + " do not fit the network; down0.conv1.weight has shape [2, 1,");
        assertThat(folder.resolve("wide")).doesNotExist();
        assertThat(run("train", data, "--out", first, "--resume", "--weights", folder.resolve("w.pt")))
                .startsWith("2 ").contains("leave out one of them");
        assertThat(run("train", data, "--out", folder.resolve("x"), "--weights", recipe)).startsWith("3 ")
                .contains("r.yaml is damaged or not a safetensors file");
        assertThat(run("export", first, "-o", folder.resolve("w.txt"))).startsWith("2 ")
                .contains("-o ends in .onnx, .ts, .safetensors, .pt");
        assertThat(run("export", first, "-o", folder.resolve("w.ts"), "--half")).startsWith("2 ")
                .contains("--half is for -o FILE.onnx");
    }
}
