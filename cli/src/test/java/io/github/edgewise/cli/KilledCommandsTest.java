package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `predict` and `compare`, ended with SIGKILL at any moment: what is there is whole, and the same command
/// does the rest.
@Tag("slow") // about fifty JVMs
class KilledCommandsTest {
    private static final int KILLS = 20;

    @TempDir
    private Path folder = Path.of("");
    private Path recipe = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 10; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        recipe = Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=2,depth=1
                length: {epochs: 2, steps: 3}
                machine: {threads: 1, precision: FLOAT32}
                """);
    }

    /// What every file holds that is no part file, no lock and no log of times, by its name.
    private static Map<String, Integer> results(Path out) throws IOException {
        var results = new TreeMap<String, Integer>();
        if (!Files.exists(out)) return results;
        try (Stream<Path> all = Files.walk(out)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")
                        && name.matches(".*(\\.csv|\\.json|\\.gz|\\.mhd|\\.raw|\\.hdr|\\.img)")) {
                    results.put(out.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return results;
    }

    /// Kills a command at random moments, and requires that what it wrote is in the whole result.
    private void kill(Path out, Map<String, Integer> whole, long millis, Object... arguments)
            throws Exception {
        var random = new Random(20);
        int most = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            ChildProcess process = ChildProcess.start(folder.resolve("killed.txt"), List.of(), arguments);
            boolean ended = process.process().waitFor(random.nextLong(millis), TimeUnit.MILLISECONDS);
            process.kill();
            if (ended) assertThat(process.process().exitValue()).as(process.text()).isZero();
            Map<String, Integer> there = results(out);
            most = Math.max(most, there.size());
            assertThat(whole).as("after kill " + kill).containsAllEntriesOf(there);
        }
        assertThat(most).as("results of a killed command").isPositive();
        ChildProcess last = ChildProcess.start(folder.resolve("last.txt"), List.of(), arguments);
        assertThat(last.end()).as(last.text()).isZero();
        assertThat(results(out)).isEqualTo(whole);
    }

    @Test
    void predict_leaves_whole_label_maps_and_the_same_command_does_the_rest() throws Exception {
        Path run = folder.resolve("run");
        Ran.command("train", folder.resolve("data"), "--out", run, "--recipe", recipe).well();
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 400; i++) {
            String ending = List.of(".nii.gz", ".mhd", ".hdr").get(i % 3);
            Volumes.write(folder.resolve("scans/s" + i + ending), phantom.make(i).image());
        }
        Path whole = folder.resolve("whole");
        long begun = System.nanoTime();
        ChildProcess all = ChildProcess.start(folder.resolve("whole.txt"), List.of(), "predict", run,
                folder.resolve("scans"), "-o", whole, "--threads", 1);
        assertThat(all.end()).as(all.text()).isZero();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        Path out = folder.resolve("out");
        kill(out, results(whole), millis, "predict", run, folder.resolve("scans"), "-o", out, "--threads", 1);
    }

    @Test
    void compare_loses_no_run_and_no_row() throws Exception {
        Path whole = folder.resolve("whole");
        long begun = System.nanoTime();
        ChildProcess all = ChildProcess.start(folder.resolve("whole.txt"), List.of(), compare(whole));
        assertThat(all.end()).as(all.text()).isZero();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        Map<String, Integer> expected = results(whole);
        assertThat(expected).hasSizeGreaterThan(10);
        Path out = folder.resolve("out");
        var random = new Random(20);
        for (int kill = 0; kill < KILLS; kill++) {
            ChildProcess process = ChildProcess.start(folder.resolve("killed.txt"), List.of(), compare(out));
            boolean ended = process.process().waitFor(random.nextLong(millis), TimeUnit.MILLISECONDS);
            process.kill();
            if (ended) assertThat(process.process().exitValue()).as(process.text()).isZero();
            Map<String, Integer> there = results(out);
            there.keySet().removeIf(name -> !name.startsWith("runs/")); // tables grow with the seeds
            assertThat(expected).as("after kill " + kill).containsAllEntriesOf(there);
            try (Stream<Path> files = Files.exists(out) ? Files.walk(out) : Stream.empty()) {
                for (Path file : files.filter(f -> f.endsWith("history.jsonl")).toList()) {
                    assertThat(History.read(file).entries()).hasSizeLessThan(3);
                }
            }
        }
        ChildProcess last = ChildProcess.start(folder.resolve("last.txt"), List.of(), compare(out));
        assertThat(last.end()).as(last.text()).isZero();
        assertThat(results(out)).isEqualTo(expected);
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.filter(f -> f.endsWith(".lock"))).isEmpty();
        }
    }

    private Object[] compare(Path out) {
        return new Object[]{"compare", folder.resolve("data"), "--out", out, "--recipe", recipe, "--loss",
            "dice",
            "--loss", "generalizedDice", "--seeds", 2};
    }
}
