package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.io.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTrainingTest {
    @TempDir
    Path folder;

    @Test
    void a_run_killed_in_the_middle_of_an_epoch_ends_with_the_same_history() throws Exception {
        var phantom = new Phantom(Grid.of(Shape.of(64, 64)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=8,depth=2
                length: {epochs: 4, steps: 30}
                machine: {threads: 1, precision: FLOAT32}
                """);
        assertThat(start("whole").waitFor(120, TimeUnit.SECONDS)).isTrue();
        Process killed = start("killed");
        Path history = folder.resolve("killed/history.jsonl");
        while (killed.isAlive() && History.read(history).entries().size() < 2) {
            Thread.sleep(20);
        }
        Thread.sleep(150); // into the third epoch
        killed.destroyForcibly().waitFor();
        assertThat(History.read(history).entries().size()).as("epochs before the kill").isBetween(2, 3);
        assertThat(start("killed", "--resume").waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(entries("killed")).hasSize(4).isEqualTo(entries("whole"));
    }

    private List<History.Entry> entries(String run) throws IOException {
        return History.read(folder.resolve(run + "/history.jsonl")).entries().stream()
                .map(History.Entry::withoutTime)
                .toList();
    }

    private Process start(String run, String... more) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx1g", "-cp",
                        System.getProperty("java.class.path"), "io.github.edgewise.cli.Edgewise", "train",
                        folder.resolve("data").toString(), "--out", folder.resolve(run).toString()));
        command.addAll(
                more.length > 0 ? List.of(more) : List.of("--recipe", folder.resolve("r.yaml").toString()));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(run + ".log").toFile()))
                .start();
    }
}
