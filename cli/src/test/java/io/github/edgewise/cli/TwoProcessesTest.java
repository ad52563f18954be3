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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second process in the folder of one that is at work.
class TwoProcessesTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Files.writeString(folder.resolve("r.yaml"), """
                network: uNet:width=2,depth=1
                length: {epochs: 2000, steps: 5}
                machine: {threads: 1, precision: FLOAT32}
                """);
    }

    private static void await(Path file, ChildProcess process) throws Exception {
        while (!Files.exists(file)) {
            assertThat(process.process().isAlive()).as("%s: %s", file, process.text()).isTrue();
            Thread.sleep(20);
        }
    }

    @Test
    void a_second_training_of_a_run_is_refused_and_after_a_kill_the_run_goes_on() throws Exception {
        Path run = folder.resolve("run");
        Path data = folder.resolve("data");
        ChildProcess first = ChildProcess.start(folder.resolve("first.txt"), List.of(), "train", data,
                "--out", run,
                "--recipe", folder.resolve("r.yaml"));
        await(run.resolve("last.safetensors"), first);
        String holder = run + " is in use by process " + first.process().pid() + " on ";
        Ran.command("train", data, "--out", run, "--resume").failed(3, holder, "wait until it has ended");
        ChildProcess second = ChildProcess.start(folder.resolve("second.txt"), List.of(), "train", data,
                "--out", run,
                "--resume");
        assertThat(second.end()).isEqualTo(3);
        assertThat(second.text()).contains("edgewise: " + holder).doesNotContain("\tat ");
        first.kill();
        List<History.Entry> entries = History.read(run.resolve("history.jsonl")).entries();
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).epoch()).as("no epoch is missing").isEqualTo(i + 1);
        }
        assertThat(run.resolve(".lock")).exists();
        Files.writeString(run.resolve("recipe.yaml"), Files.readString(run.resolve("recipe.yaml"))
                .replace("epochs: 2000", "epochs: " + (entries.size() + 1)));
        Ran.command("train", data, "--out", run, "--resume").well();
        assertThat(History.read(run.resolve("history.jsonl")).entries()).hasSizeGreaterThan(entries.size());
        assertThat(run.resolve(".lock")).doesNotExist();
    }

    @Test
    void folds_and_comparisons_have_one_process_too() throws Exception {
        Path data = folder.resolve("data");
        Path folds = folder.resolve("folds");
        ChildProcess first = ChildProcess.start(folder.resolve("folds.txt"), List.of(), "train", data,
                "--out", folds,
                "--recipe", folder.resolve("r.yaml"), "--fold", "all/2");
        await(folds.resolve("fold-0/plan.yaml"), first);
        Ran.command("train", data, "--out", folds, "--fold", "all/2", "--resume").failed(3,
                folds + " is in use by process " + first.process().pid());
        first.kill();
        Path comparison = folder.resolve("comparison");
        Object[] compare = {"compare", data, "--out", comparison, "--recipe", folder.resolve("r.yaml"),
            "--loss", "dice",
            "--loss", "generalizedDice"};
        ChildProcess second = ChildProcess.start(folder.resolve("compare.txt"), List.of(), compare);
        await(comparison.resolve("comparison.yaml"), second);
        Ran.command(compare).failed(3, comparison + " is in use by process " + second.process().pid());
        second.kill();
    }
}
