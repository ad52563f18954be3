package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnLossTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_loss_of_the_users_own_is_one_file_and_found_by_its_full_name() throws Exception {
        Path source = StructureTest.root().resolve("examples/OwnLoss.java");
        String path = System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-cp", path, "-d",
                folder.resolve("extensions").toString(), source.toString())).isZero();
        var phantom = new Phantom(Grid.of(Shape.of(48, 48)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=4,depth=2
                length: {epochs: 1, steps: 3}
                """);
        String spec = "generalizedDice + 0.5*examples.OwnLoss:scale=2.0";
        Process process = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-cp",
                path + File.pathSeparator + folder.resolve("extensions"), "io.github.edgewise.cli.Edgewise",
                "train", folder.resolve("data").toString(), "--out", folder.resolve("run").toString(),
                "--recipe", folder.resolve("r.yaml").toString(), "--loss", spec)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
        assertThat(Files.readString(folder.resolve("run/recipe.yaml"))).contains(spec);
        assertThat(History.read(folder.resolve("run/history.jsonl")).entries().getFirst().terms()).hasSize(2)
                .last().satisfies(brier -> assertThat(brier).isBetween(0., 2.));
    }
}
