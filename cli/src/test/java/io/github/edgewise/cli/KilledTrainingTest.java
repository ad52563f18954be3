package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunRecord;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTrainingTest {
    @TempDir
    Path folder;

    @Test
    void a_run_killed_in_the_middle_of_an_epoch_ends_with_the_same_history() throws Exception {
        draw(6, 64);
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
        assertThat(RunRecord.state(folder.resolve("killed"))).isEqualTo("interrupted");
        assertThat(start("killed", "--resume").waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(RunRecord.read(folder.resolve("killed")).orElseThrow().sessions())
                .extracting(RunRecord.Session::state).containsExactly("interrupted", "finished");
        assertThat(entries("killed")).hasSize(4).isEqualTo(entries("whole"));
    }

    @Test
    @Tag("slow") // it starts 22 JVMs
    void a_run_killed_at_twenty_random_moments_of_two_stages_ends_with_the_same_history_and_weights()
            throws Exception {
        draw(5, 32);
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=2,depth=1
                loss: generalizedDice + balance:from=0.1,to=0.5*boundary
                then: {loss: 'crossEntropy + balance:from=0.2,to=0.3*boundary', share: 0.5, rate: 0.5}
                length: {epochs: 150, steps: 5}
                sampling: {batch: 2}
                optimisation: {average: 0.9, accumulate: 2}
                machine: {threads: 1, precision: FLOAT32}
                """);
        assertThat(start("whole").waitFor(180, TimeUnit.SECONDS)).isTrue();
        Path history = folder.resolve("killed/history.jsonl");
        var random = new Random(20);
        var moments = new TreeSet<Integer>();
        for (int kill = 0; kill < 20; kill++) {
            int before = History.read(history).entries().size();
            moments.add(before);
            Process process = startOrResume("killed");
            if (random.nextInt(4) > 0) { // else while the run is read, planned or resumed
                int epochs = random.nextInt(4);
                while (process.isAlive() && History.read(history).entries().size() < before + epochs) {
                    Thread.sleep(1);
                }
            }
            Thread.sleep(random.nextInt(epochMillis("whole")));
            assertThat(process.isAlive()).as("kill %d, after %d epochs", kill, before).isTrue();
            process.destroyForcibly().waitFor();
        }
        assertThat(moments.size()).as("lives that got somewhere").isGreaterThan(8);
        assertThat(startOrResume("killed").waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(entries("killed")).hasSize(150).isEqualTo(entries("whole"));
        for (String file : List.of("best.safetensors", "last.safetensors")) {
            assertThat(folder.resolve("killed").resolve(file)).as(file + ": weights, optimiser, average")
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    private void draw(int cases, int size) throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(size, size)), 2, 0.03, 1);
        for (int i = 0; i < cases; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
    }

    private Process startOrResume(String run) throws IOException {
        return Files.exists(folder.resolve(run + "/plan.yaml")) ? start(run, "--resume") : start(run);
    }

    /// How long an epoch of a run took on average, and at least a moment.
    private int epochMillis(String run) throws IOException {
        History history = History.read(folder.resolve(run + "/history.jsonl"));
        return (int) Math.max(10, 1000 * history.seconds() / history.entries().size());
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
