package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.History;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that vanish, disks that fill up and losses that explode while a run goes on.
class TroubledTrainingTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 5; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), scan.labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=8,depth=2
                length: {epochs: 3, steps: 2}
                sampling: {batch: 2}
                machine: {threads: 1, precision: FLOAT32}
                """);
    }

    private Object[] train(String run) {
        return new Object[]{"train", folder.resolve("data"), "--out", folder.resolve(run), "--recipe",
            folder.resolve("r.yaml")};
    }

    private Ran resume(String run) {
        return Ran.command("train", folder.resolve("data"), "--out", folder.resolve(run), "--resume");
    }

    private List<History.Entry> entries(String run) throws IOException {
        return new RunFolder(folder.resolve(run)).history().entries().stream().map(History.Entry::withoutTime)
                .toList();
    }

    @Test
    void a_held_image_that_is_damaged_is_found_before_the_training() throws IOException {
        Ran.command(train("first")).well();
        Path held = new RunFolder(folder.resolve("first")).held().getFirst().images().getFirst();
        Files.write(held, new byte[20]);
        Ran.command(train("second")).failed(3, held.getFileName().toString(), "is cut off");
        assertThat(folder.resolve("second")).doesNotExist();
    }

    @Test
    void a_held_image_that_is_damaged_during_the_training_costs_the_scores_alone() throws Exception {
        Ran.command(train("first")).well();
        Path held = new RunFolder(folder.resolve("first")).held().getFirst().images().getFirst();
        byte[] image = Files.readAllBytes(held);
        Thread damage = Thread.ofPlatform().start(() -> {
            try {
                while (!Files.exists(folder.resolve("second/plan.yaml"))) Thread.sleep(1);
                Files.write(held, new byte[20]);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Ran second = Ran.command(train("second"));
        damage.join();
        second.failed(3, "second is trained, but could not be scored: ",
                held.getFileName().toString(), "go on with --resume");
        assertThat(entries("second")).hasSize(3);
        assertThat(folder.resolve("second/report.html")).content().contains("Stopped while ")
                .doesNotContain("Scores on unseen cases");
        Files.delete(held);
        resume("second").failed(3,
                "started with case " + held.getFileName().toString().replace(".nii.gz", ""),
                "put them back");
        Files.write(held, image);
        resume("second").well();
        assertThat(folder.resolve("second/scores.csv"))
                .hasSameTextualContentAs(folder.resolve("first/scores.csv"));
    }

    @Test
    void a_loss_that_is_no_number_is_said_in_one_line() throws IOException {
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=4,depth=1
                length: {epochs: 3, steps: 5}
                optimisation: {learningRate: 1.0e+30}
                """);
        Ran.command(train("nan")).failed(3, "the loss is NaN in epoch 1", "lower learning rate");
        assertThat(folder.resolve("nan/last.safetensors")).doesNotExist();
    }

    @Test
    @Tag("slow") // it starts a JVM
    void a_disk_too_full_for_a_checkpoint_ends_a_run_that_can_be_resumed_when_there_is_room()
            throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Ran.command(train("whole")).well();
        var command = Stream.concat(Stream.of("/bin/bash", "-c", "ulimit -f 64; exec \"$@\"", "limited",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx1g",
                "-cp", System.getProperty("java.class.path"), "io.github.edgewise.cli.Edgewise"),
                Stream.of(train("full")).map(String::valueOf)).toList();
        Process limited = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(limited.waitFor()).as(said).isEqualTo(3);
        assertThat(said).contains("edgewise: cannot write " + folder.resolve("full/last.safetensors") + ": ")
                .doesNotContain("\tat ");
        try (Stream<Path> files = Files.list(folder.resolve("full"))) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.contains(".p"))
                    .contains("history.jsonl");
        }
        resume("full").well();
        assertThat(entries("full")).hasSize(3).isEqualTo(entries("whole"));
    }
}
