package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.Losses;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second stage on the command line.
class StagedCommandTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Path recipe = Path.of("");

    @BeforeEach
    void draw() throws IOException {
        data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 10; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/patient" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/patient" + i + ".nii"), scan.labels());
        }
        recipe = Files.writeString(folder.resolve("r.yaml"), """
                network: 'uNet:width=2,depth=1'
                length: {epochs: 2, steps: 2}
                sampling: {foregroundShare: 0}
                machine: {threads: 1}
                """);
    }

    @Test
    void trains_with_a_second_loss_and_says_so_on_the_console_and_in_the_report() throws IOException {
        Path run = folder.resolve("run");
        Ran ran = Ran.command("train", data, "--out", run, "--recipe", recipe, "--loss",
                "generalizedDice:absent=REFERENCE", "--then", "dice + 0.1*boundary:clipMm=9", "--then-share",
                0.5, "--epochs", 3).well();
        assertThat(ran.err()).contains("second stage after epoch 1, with the weights of epoch 1: dice + "
                + "0.1*boundary:clipMm=9.0, in the last 50 % of the training, with 0.1 of the learning rate",
                "epoch   2  stage 2  loss", "second stage: began after epoch 1");
        assertThat(new RunFolder(run).recipe().staged().text()).isEqualTo(
                "generalizedDice:absent=REFERENCE then:share=0.5 dice + 0.1*boundary:clipMm=9.0");
        assertThat(run.resolve("report.html")).content().contains("Second stage",
                "the second stage begins with epoch 2", "began after epoch 1");
        Ran.command("train", data, "--out", run, "--resume", "--then", "dice").failed(3,
                "was started with another recipe");
        Ran.command("train", data, "--out", run, "--resume", "--epochs", 4).well();
        assertThat(new RunFolder(run).history().entries().getLast().stage()).isEqualTo(2);
        Ran.command("train", data, "--out", folder.resolve("x"), "--loss", "dice then lovasz", "--then",
                "dice")
                .failed(2, "--loss names a second stage and --then another");
    }

    @Test
    void alpha_without_a_loss_adds_a_boundary_loss_and_with_one_it_is_the_weight_of_the_last_term()
            throws IOException {
        Path added = folder.resolve("added");
        Ran.command("train", data, "--out", added, "--recipe", recipe, "--alpha", "balance:from=0.1,to=0.1")
                .well();
        assertThat(Losses.text(new RunFolder(added).recipe().loss())).isEqualTo(
                "generalizedDice + crossEntropy + balance:from=0.1,to=0.1*boundary:clipMm=20.0");
        Ran.command("train", data, "--out", added, "--resume", "--alpha", "balance:from=0.1,to=0.1").well();
        Path weighted = folder.resolve("weighted");
        Ran.command("train", data, "--out", weighted, "--recipe", recipe, "--loss",
                "generalizedDice + crossEntropy",
                "--alpha", "0.5").well();
        assertThat(Losses.text(new RunFolder(weighted).recipe().loss()))
                .isEqualTo("generalizedDice + 0.5*crossEntropy");
    }

    @Test
    void compares_a_loss_with_the_same_loss_and_a_second_stage() throws IOException {
        Path out = folder.resolve("losses");
        Ran ran = Ran.command("compare", data, "--out", out, "--recipe", recipe, "--loss",
                "plain = generalizedDice", "--loss",
                "generalizedDice then generalizedDice + 0.1*boundary:clipMm=9").well();
        assertThat(ran.err()).contains("second stage began after epoch 1");
        assertThat(out.resolve("scores.csv")).content()
                .contains("\ngeneralizedDice then generalizedDice + 0.1*boundary:clipMm=9,1,0,");
        assertThat(out.resolve("report.html")).content().contains("the second stage begins with epoch 2",
                "What the boundary loss sees");
        Ran.command("compare", data, "--out", folder.resolve("y"), "--recipe", recipe, "--epochs", 1,
                "--loss",
                "dice", "--loss", "dice then lovasz").failed(2, "at least two epochs");
    }
}
