package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunRecord;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What SIGTERM and SIGINT do to a run, in processes of their own.
class StoppedTrainingTest {
    @TempDir
    Path folder;

    @Test
    void a_run_stopped_by_signals_exits_with_their_codes_and_ends_with_the_same_history() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "not on Linux");
        var phantom = new Phantom(Grid.of(Shape.of(64, 64)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=8,depth=2
                length: {epochs: 3, steps: 12}
                machine: {threads: 2, precision: FLOAT32}
                """);
        assertThat(start("whole").waitFor(120, TimeUnit.SECONDS)).isTrue();
        Process terminated = start("stopped");
        awaitSteps("stopped", 1);
        assertThat(signal(terminated, "TERM")).isEqualTo(143);
        int kept = History.read(folder.resolve("stopped/history.jsonl")).entries().size();
        assertThat(kept).isBetween(1, 2);
        assertThat(log()).contains("stopped by a signal");
        assertThat(RunRecord.state(folder.resolve("stopped"))).isEqualTo("stopped");
        Process interrupted = start("stopped", "--resume");
        if (!ignoresInterrupts()) {
            Thread.sleep(1000);
            assertThat(signal(interrupted, "INT")).isEqualTo(130);
            interrupted = start("stopped", "--resume");
        }
        assertThat(interrupted.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.exitValue()).as(log()).isZero();
        assertThat(entries("stopped")).hasSize(3).isEqualTo(entries("whole"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("crash"))).isEmpty();
        }
    }

    private String log() throws IOException { return Files.readString(folder.resolve("stopped.log")); }

    /// Waits for an epoch, and then for the middle of a step.
    private void awaitSteps(String run, int epochs) throws IOException, InterruptedException {
        Path history = folder.resolve(run + "/history.jsonl");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (History.read(history).entries().size() < epochs) {
            assertThat(System.nanoTime()).as("time for the first epoch").isLessThan(end);
            Thread.sleep(10);
        }
        Thread.sleep(100);
    }

    private static int signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(process.isAlive()).isTrue();
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
        return process.exitValue();
    }

    /// Whether this process and so its children ignore SIGINT, as one started in the background of a script.
    private static boolean ignoresInterrupts() throws IOException {
        String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn")).findFirst().orElse("SigIgn: 0");
        return new BigInteger(mask.substring(mask.indexOf(':') + 1).strip(), 16).testBit(1);
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
                        "-XX:ErrorFile=" + folder.resolve("crash%p"), "-XX:-CreateCoredumpOnCrash", "-Xmx1g",
                        "-cp", System.getProperty("java.class.path"), "io.github.edgewise.cli.Edgewise",
                        "train",
                        folder.resolve("data").toString(), "--out", folder.resolve(run).toString()));
        command.addAll(
                more.length > 0 ? List.of(more) : List.of("--recipe", folder.resolve("r.yaml").toString()));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(run + ".log").toFile()))
                .start();
    }
}
