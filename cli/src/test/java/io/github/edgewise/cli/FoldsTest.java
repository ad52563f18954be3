package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run per fold, and what becomes of several runs.
class FoldsTest {
    private static final String RECIPE = "{network: 'uNet:width=2,depth=1', length: {epochs: 2, steps: 2}, "
            + "sampling: {batch: 2}, machine: {threads: 1}}";

    @TempDir
    static Path folder;
    private static Ran trained = new Ran(0, "", "");

    private static Path data() { return folder.resolve("data"); }

    private static Path folds() { return folder.resolve("folds"); }

    @BeforeAll
    static void train() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 7; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data().resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(data().resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        Files.writeString(folder.resolve("r.yaml"), RECIPE);
        trained = train(folds(), "all/2").well();
    }

    private static Ran train(Path out, String fold, String... more) {
        return Ran.command(Stream.concat(
                Stream.of("train", data(), "--out", out, "--recipe", folder.resolve("r.yaml"), "--fold",
                        fold),
                Stream.of(more)).toArray());
    }

    private static List<String> held(int fold) throws IOException {
        return new RunFolder(folds().resolve("fold-" + fold)).held().stream().map(Case::name).toList();
    }

    private static float[] probabilities(Path out, String name) throws IOException {
        return Volumes.read(out.resolve(name + "_probabilities.nii.gz")).values();
    }

    @Test
    void a_run_is_resumed_by_the_same_command_but_not_with_another_recipe() {
        Path run = folder.resolve("one");
        train(run, "0/2").well();
        train(run, "0/2", "--resume", "--epochs", "1").failed(3, "was started with another recipe");
        train(run, "0/2", "--resume", "--loss", "boundary").failed(3, "was started with another recipe");
        train(run, "0/2", "--resume", "--minutes", "1").failed(3, "was started with another recipe");
        train(run, "0/2", "--resume").well();
    }

    @Test
    void a_run_and_folds_go_on_with_more_epochs() throws IOException {
        Path run = folder.resolve("longer");
        train(run, "0/2").well();
        assertThat(train(run, "0/2", "--resume", "--epochs", "3").well().err())
                .contains("continuing after epoch 2");
        assertThat(new RunFolder(run).history().entries()).hasSize(3);
        assertThat(run.resolve("report.html")).content().contains("after epoch 2 with 3 instead of 2 epochs");
        Path folds = folder.resolve("longer-folds");
        train(folds, "all/2").well();
        train(folds, "all/2", "--resume", "--epochs", "3").well();
        for (int f = 0; f < 2; f++) {
            var fold = new RunFolder(folds.resolve("fold-" + f));
            assertThat(fold.history().entries()).hasSize(3);
            assertThat(fold.scoresFile()).exists();
        }
        train(folds, "all/2").failed(3, "fold-0 has another recipe");
    }

    @Test
    void every_case_is_scored_once_by_the_fold_that_held_it_back() throws IOException {
        assertThat(held(0)).hasSize(3).doesNotContainAnyElementsOf(held(1));
        List<String> all = Files.readAllLines(folds().resolve("scores.csv"));
        for (int f = 0; f < 2; f++) {
            List<String> own = Files.readAllLines(folds().resolve("fold-" + f + "/scores.csv"));
            assertThat(all).containsAll(own);
        }
        assertThat(all.stream().filter(line -> line.contains(",1,dice,"))).hasSize(7);
        assertThat(trained.out()).contains("report: " + folds().resolve("report.html"))
                .containsPattern("1  dice +7 ");
        assertThat(folds().resolve("report.html")).content().contains("fold-0", "fold-1", "2 networks (",
                "every case is scored by the network that held it out");
    }

    @Test
    void folds_that_are_done_are_not_trained_again_and_an_interrupted_one_needs_resume() throws IOException {
        FileTime before = Files.getLastModifiedTime(folds().resolve("fold-1/last.safetensors"));
        String scores = Files.readString(folds().resolve("scores.csv"));
        assertThat(train(folds(), "all/2").well().err()).contains("fold 0 of 2", "already trained");
        assertThat(Files.getLastModifiedTime(folds().resolve("fold-1/last.safetensors"))).isEqualTo(before);
        assertThat(folds().resolve("scores.csv")).hasContent(scores);
        Files.delete(folds().resolve("fold-1/scores.csv")); // written last
        train(folds(), "all/2").failed(3, "fold-1 was interrupted; go on with --resume");
        assertThat(Ran.command("train", data(), "--out", folds(), "--fold", "all/2", "--resume").well().err())
                .contains("continuing after epoch 2");
        assertThat(folds().resolve("scores.csv")).hasContent(scores);
    }

    @Test
    void other_folds_another_recipe_and_a_single_run_are_refused() throws IOException {
        train(folds(), "all/3").failed(3, "fold-0 held out other cases");
        train(folds(), "all/2", "--epochs", "3").failed(3, "fold-0 has another recipe");
        train(folds().resolve("fold-0"), "all/2").failed(3, "holds a single run");
        train(folder.resolve("none"), "all/2", "--resume").failed(3, "no folds of a run",
                "leave --resume out");
        train(folder.resolve("none"), "some/2").failed(2, "--fold is I/K such as 0/5, all/5 or none");
        train(folder.resolve("none"), "all/9").failed(3, "cannot divide 7 patients into 9");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void predict_gives_the_mean_of_all_folds() throws IOException {
        Path image = data().resolve("images/p0.nii.gz");
        Path mean = folder.resolve("mean");
        assertThat(
                Ran.command("predict", folds(), image, "-o", mean, "--probabilities", "--tta").well().err())
                .contains("averaging 2 networks");
        for (int f = 0; f < 2; f++) {
            Ran.command("predict", folds().resolve("fold-" + f), image, "-o", folder.resolve("f" + f),
                    "--probabilities", "--tta").well();
        }
        Path with = folder.resolve("with");
        Ran.command("predict", folds().resolve("fold-0"), image, "-o", with, "--probabilities", "--tta",
                "--with", folds().resolve("fold-1")).well();
        float[] m = probabilities(mean, "p0");
        float[] one = probabilities(folder.resolve("f0"), "p0");
        float[] two = probabilities(folder.resolve("f1"), "p0");
        for (int i = 0; i < m.length; i++) {
            assertThat(m[i]).isCloseTo((one[i] + two[i]) / 2, within(1e-6f));
        }
        assertThat(one).isNotEqualTo(two);
        assertThat(probabilities(with, "p0")).isEqualTo(m);
    }

    @Test
    void held_cases_are_segmented_by_their_own_fold_alone() throws IOException {
        Path out = folder.resolve("held");
        assertThat(Ran.command("predict", folds(), "--held", "-o", out, "--probabilities").well().err())
                .contains("7 label maps");
        for (int f = 0; f < 2; f++) {
            Path own = folder.resolve("own" + f);
            Ran.command("predict", folds().resolve("fold-" + f), "--held", "-o", own, "--probabilities")
                    .well();
            for (String name : held(f)) {
                assertThat(probabilities(out, name)).isEqualTo(probabilities(own, name));
            }
        }
        Ran.command("predict", folds(), "--held", "--with", folds(), "-o", out).failed(2, "--held", "--with");
    }

    @Test
    void networks_that_do_not_fit_together_and_folders_without_runs_are_named() throws IOException {
        Path other = folder.resolve("other");
        for (int i = 0; i < 4; i++) {
            Phantom.Scan scan = new Phantom(Grid.of(Shape.of(32, 32)), 3, 0.05, 1).make(i);
            Volumes.write(other.resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(other.resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        Path run = folder.resolve("three");
        Ran.command("train", other, "--out", run, "--recipe", folder.resolve("r.yaml"), "--fold", "0/2")
                .well();
        Path image = data().resolve("images/p0.nii.gz");
        Ran.command("predict", folds(), image, "-o", folder.resolve("no"), "--with", run).failed(3,
                "must have the same channels and classes",
                folds().resolve("fold-0") + " has 1 channels and 2 classes",
                run + " has 1 channels and 3 classes");
        Ran.command("predict", data(), image, "-o", folder.resolve("no")).failed(3, "no run in " + data());
        assertThat(folder.resolve("no")).doesNotExist();
    }
}
