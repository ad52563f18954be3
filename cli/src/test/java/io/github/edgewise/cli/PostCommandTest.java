package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.train.StoredPost;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Post-processing from the training to the label maps.
class PostCommandTest {
    /// A threshold that an untrained network exceeds everywhere.
    private static final String EVERYWHERE = "threshold=1.0E-6";

    @TempDir
    static Path folder;

    private static Path data() { return folder.resolve("data"); }

    private static Path image() { return data().resolve("images/p0.nii.gz"); }

    @BeforeAll
    static void write() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 16; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data().resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(data().resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        Files.writeString(folder.resolve("r.yaml"), "{network: 'uNet:width=2,depth=1', length: {epochs: 1, "
                + "steps: 2}, sampling: {batch: 2, validationShare: 0.5}, machine: {threads: 1}}");
    }

    private static Ran train(Path out, String... more) {
        return Ran.command(Stream.concat(
                Stream.of("train", data(), "--out", out, "--recipe", folder.resolve("r.yaml")),
                Stream.of(more)).toArray());
    }

    private static LabelMap predicted(Path run, String... more) throws IOException {
        Path out = folder.resolve("masks");
        Ran.command(Stream.concat(Stream.of("predict", run, image(), "-o", out, "--probabilities"),
                Stream.of(more)).toArray()).well();
        return Volumes.readLabels(out.resolve("p0.nii.gz"), 2, LabelRule.AS_STORED);
    }

    private static Volume probabilities() throws IOException {
        return Volumes.read(folder.resolve("masks/p0_probabilities.nii.gz"));
    }

    @Test
    void what_is_given_is_stored_told_and_applied_but_probabilities_stay() throws IOException {
        Path run = folder.resolve("given");
        Ran ran = train(run, "--post", EVERYWHERE).well();
        assertThat(ran.err()).contains("post-processing threshold=1.0E-6: as given, measured on ")
                .contains("class 1: recall ");
        assertThat(predicted(run).count(1)).isEqualTo(32 * 32);
        assertThat(predicted(run, "--post", "none").labels())
                .isEqualTo(LabelMap.mostProbable(probabilities()).labels());
        assertThat(predicted(run, "--post", "threshold=0.999999").count(1)).isZero();
        assertThat(run.resolve("report.html")).content().contains("Post-processing", EVERYWHERE,
                "Decision threshold");
        assertThat(run.resolve("scores.csv")).content().contains(",1,recall,1.0,");
        byte[] scores = Files.readAllBytes(run.resolve("scores.csv"));
        Ran.command("report", run).well();
        assertThat(run.resolve("scores.csv")).hasBinaryContent(scores);
        train(run, "--resume").well();
        assertThat(run.resolve("scores.csv")).hasBinaryContent(scores);
        assertThat(new RunFolder(run).post().map(StoredPost::given)).contains(true);
    }

    @Test
    void what_is_chosen_is_what_predict_applies() throws IOException {
        Path run = folder.resolve("chosen");
        assertThat(train(run).well().err()).contains("post-processing: segmenting ");
        StoredPost stored = new RunFolder(run).post().orElseThrow();
        assertThat(stored.given()).isFalse();
        assertThat(stored.patients()).isGreaterThanOrEqualTo(6);
        assertThat(stored.steps()).hasSizeGreaterThanOrEqualTo(3);
        LabelMap labels = predicted(run);
        assertThat(labels.labels()).isEqualTo(stored.post().of(probabilities()).labels());
        assertThat(train(folder.resolve("without"), "--post", "none").well().err())
                .doesNotContain("post-processing: segmenting ");
        assertThat(predicted(folder.resolve("without")).labels())
                .isEqualTo(LabelMap.mostProbable(probabilities()).labels());
    }

    @Test
    void folds_never_choose_on_what_they_held_out() throws IOException {
        Path out = folder.resolve("folds");
        train(out, "--fold", "all/2").well();
        // of two folds, the patients that the other one watches are those that this one held out
        var folds = new Folds(out);
        assertThat(folds.post().orElseThrow().patients()).isEqualTo(8);
        assertThat(folds.post().orElseThrow().steps()).isNotEmpty();
        for (RunFolder fold : folds.runs()) {
            assertThat(fold.post().orElseThrow().patients()).isEqualTo(4);
            assertThat(fold.post().orElseThrow().post().isNone()).isTrue();
        }
        LabelMap labels = predicted(out);
        assertThat(labels.labels()).isEqualTo(folds.post().map(StoredPost::post).orElse(PostProcessing.NONE)
                .of(probabilities()).labels());
        // given later, all folds are scored again with it
        train(out, "--fold", "all/2", "--post", EVERYWHERE).well();
        assertThat(Files.readAllLines(out.resolve("scores.csv")).stream()
                .filter(line -> line.contains(",1,recall,"))).hasSize(16)
                .allMatch(line -> line.contains(",1.0,"));
        assertThat(out.resolve("report.html")).content().contains(EVERYWHERE);
        assertThat(predicted(out).count(1)).isEqualTo(32 * 32);
        assertThat(predicted(out.resolve("fold-0")).count(1)).isEqualTo(32 * 32);
        assertThat(
                Ran.command("predict", out.resolve("fold-0"), image(), "-o", folder.resolve("both"), "--with",
                        out.resolve("fold-1")).well().err())
                .contains("is for its network alone and is not used");
        byte[] scores = Files.readAllBytes(out.resolve("scores.csv"));
        train(out, "--fold", "all/2").well();
        assertThat(out.resolve("scores.csv")).hasBinaryContent(scores);
        // another one is given, and the call is interrupted after the first fold
        byte[] first = Files.readAllBytes(out.resolve("fold-0/post.yaml"));
        byte[] firstScores = Files.readAllBytes(out.resolve("fold-0/scores.csv"));
        train(out, "--fold", "all/2", "--post", "threshold=0.999999").well();
        Files.write(out.resolve("fold-0/post.yaml"), first);
        Files.write(out.resolve("fold-0/scores.csv"), firstScores);
        train(out, "--fold", "all/2", "--resume").well();
        assertThat(Files.readAllLines(out.resolve("scores.csv")).stream()
                .filter(line -> line.contains(",1,recall,"))).hasSize(16)
                .allMatch(line -> line.contains(",1,recall,0.0,"));
        assertThat(predicted(out.resolve("fold-0")).count(1)).isZero();
    }

    @Test
    void rules_for_a_class_that_does_not_exist_are_refused() {
        String told = "post-processing \"2:largest\" is for class 2, but the classes are 1 to 1";
        Path run = folder.resolve("no-class");
        train(run, "--post", "2:largest").failed(3, told);
        assertThat(run).doesNotExist();
        Ran.command("compare", data(), "--out", run, "--recipe", folder.resolve("r.yaml"), "--loss", "dice",
                "--loss", "crossEntropy", "--post", "2:largest").failed(3, told);
        assertThat(run).doesNotExist();
        train(run, "--post", "none").well();
        Ran.command("predict", run, image(), "-o", folder.resolve("none"), "--post", "2:largest")
                .failed(3, told);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void a_wrong_text_is_found_before_data_are_read() {
        for (List<String> command : List.of(List.of("train", "nowhere", "--out", "out"),
                List.of("predict", "nowhere", "image.nii", "-o", "out"))) {
            Ran.command(Stream.concat(command.stream(), Stream.of("--post", "smalest=3")).toArray())
                    .failed(2, "--post: post-processing has no step \"smalest\"; did you mean smallest?");
        }
    }
}
