package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.ModelFile;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileCommandTest {
    private static final int CASES = 6;

    @TempDir
    static Path folder;

    @BeforeAll
    static void train() throws IOException {
        draw("flat", Grid.of(Shape.of(41, 35), new Spacing(1, 0.5, 0.7)));
        draw("solid", Grid.of(Shape.of(9, 34, 27), new Spacing(3, 0.8, 1)));
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "{network: 'uNet:width=4,depth=2', "
                + "length: {epochs: 2, steps: 10}, machine: {precision: FLOAT32}}");
        Ran.command("train", folder.resolve("flat"), "--out", folder.resolve("folds"), "--recipe", recipe,
                "--fold",
                "all/2", "--post", "threshold=0.6,fill").well();
        Ran.command("train", folder.resolve("solid"), "--out", folder.resolve("run"), "--recipe", recipe)
                .well();
    }

    private static void draw(String name, Grid grid) throws IOException {
        var phantom = new Phantom(grid, 3, 0.1, 1);
        for (int i = 0; i < CASES; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(folder.resolve(name + "/images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(folder.resolve(name + "/labels/p" + i + ".nii.gz"), scan.labels());
        }
    }

    private static void assertEqualLabels(Path run, Path file, Path images, String... options)
            throws IOException {
        Path one = folder.resolve("labels-of-" + run.getFileName() + options.length);
        Path other = folder.resolve("labels-of-" + file.getFileName() + options.length);
        predict(run, images, one, options);
        predict(file, images, other, options);
        for (int i = 0; i < CASES; i++) {
            float[] expected = Volumes.read(one.resolve("p" + i + ".nii.gz")).values();
            assertThat(Volumes.read(other.resolve("p" + i + ".nii.gz")).values()).isEqualTo(expected);
            assertThat(expected).contains(0, 1);
            assertThat(Volumes.read(other.resolve("p" + i + "_probabilities.nii.gz")).values())
                    .containsExactly(Volumes.read(one.resolve("p" + i + "_probabilities.nii.gz")).values(),
                            within(1e-4f));
        }
    }

    private static void predict(Path model, Path images, Path out, String... options) {
        var words = new ArrayList<Object>(List.of("predict", model, images, "-o", out, "--probabilities"));
        words.addAll(List.of(options));
        Ran.command(words.toArray()).well();
    }

    @Test
    void a_file_of_folds_gives_the_labels_of_the_folds() throws IOException {
        Path file = folder.resolve("folds.onnx");
        Ran.command("export", folder.resolve("folds"), "-o", file).well();
        assertEqualLabels(folder.resolve("folds"), file, folder.resolve("flat/images"));
        assertEqualLabels(folder.resolve("folds"), file, folder.resolve("flat/images"), "--tta");
        ModelMetadata metadata = ModelFile.describe(file).metadata();
        assertThat(metadata.networks()).isEqualTo(2);
        assertThat(metadata.network()).isEqualTo("uNet:width=4,depth=2");
        assertThat(metadata.post().text()).isEqualTo("threshold=0.6,fill");
    }

    @Test
    void a_file_of_a_volume_network_gives_the_labels_of_the_run() throws IOException {
        Path file = folder.resolve("new/folder/net.onnx");
        Ran.command("export", folder.resolve("run"), "-o", file).well();
        assertEqualLabels(folder.resolve("run"), file, folder.resolve("solid/images"));
        try (Ensemble model = ModelFile.open(file)) { // three lines of Java
            assertThat(model.segment(Volumes.read(folder.resolve("solid/images/p0.nii.gz"))).labels())
                    .contains(1);
        }
        Path half = folder.resolve("half.onnx");
        Ran.command("export", folder.resolve("run"), "-o", half, "--half").well();
        assertThat(Files.size(half)).isLessThan(Files.size(file) * 2 / 3);
        Path script = folder.resolve("net.ts");
        Ran.command("export", folder.resolve("run"), "-o", script).well();
        assertThat(TorchScript.load(script).parameters().size()).isPositive();
    }

    @Test
    void what_a_model_file_cannot_do_is_said_in_one_line() throws IOException {
        Path file = folder.resolve("some.onnx");
        Ran.command("export", folder.resolve("run"), "-o", file).well();
        Path out = folder.resolve("nothing");
        Ran.command("predict", file, "--held", "-o", out).failed(2, "is a model file");
        Ran.command("predict", file, folder.resolve("solid/images"), "--with", folder.resolve("run"), "-o",
                out)
                .failed(2, "is a model file");
        Ran.command("predict", file, folder.resolve("flat/images/p0.nii.gz"), "-o", out).failed(3,
                "trained on 3-D images");
        Ran.command("predict", file, folder.resolve("solid/images"), "-o", out, "--post", "9:largest")
                .failed(3, "9");
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
        Ran.command("predict", text, folder.resolve("solid/images"), "-o", out).failed(3,
                "is not a model in ONNX");
        Ran.command("export", folder.resolve("folds"), "-o", folder.resolve("folds.ts")).failed(3,
                "holds one network");
        assertThat(folder.resolve("folds.ts")).doesNotExist();
    }

    @Test
    void int8_is_exported_with_what_it_costs_and_gains() throws IOException {
        Path folds = folder.resolve("folds");
        Path file = folder.resolve("int8.onnx");
        assertThat(Ran.command("export", folds, "-o", file, "--int8").well().out())
                .containsPattern("int8.onnx: 2 networks, whose probabilities are averaged, 0.\\d MB")
                .containsPattern("mean Dice of 6 held-out cases: 0\\.\\d{4} in float32, 0\\.\\d{4} in int8")
                .containsPattern("in 12 training windows differ by 0\\.\\d{4} on average, by 0\\.\\d\\d at")
                .containsPattern(
                        "one window of \\d+ x \\d+, \\d+ threads: \\d+\\.\\d ms in float32, \\d+\\.\\d ms");
        assertThat(ModelFile.describe(file).metadata().weights()).isEqualTo(ModelMetadata.Weights.INT8);
        Ran.command("predict", file, folder.resolve("flat/images"), "-o", folder.resolve("int8")).well();
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(folder.resolve("flat"), elsewhere);
        try {
            Path again = folder.resolve("again.onnx");
            Ran.command("export", folds, "-o", again, "--int8").failed(3, "name its new place with --data");
            assertThat(again).doesNotExist();
            Ran.command("export", folds, "-o", again, "--int8", "--data", elsewhere).well();
            assertThat(again).hasSameBinaryContentAs(file); // the windows depend on the data alone
        } finally {
            Files.move(elsewhere, folder.resolve("flat"));
        }
    }

    @Test
    void a_raw_file_is_for_other_programs() throws IOException {
        Path file = folder.resolve("raw.onnx");
        for (String run : List.of("folds", "run")) {
            assertThat(Ran.command("export", folder.resolve(run), "-o", file, "--input", "raw").well().out())
                    .containsPattern("and the training engine differ by \\d\\.\\de-0[5-9] at most");
        }
        Ran.command("predict", file, folder.resolve("flat/images"), "-o", folder.resolve("nothing")).failed(3,
                "raw.onnx normalises images itself");
    }

    @Test
    void options_that_contradict_each_other_are_wrong_usage() {
        Path run = folder.resolve("run");
        Path onnx = folder.resolve("wrong.onnx");
        Ran.command("export", run, "-o", onnx, "--int8", "--half").failed(2, "leave out one of them");
        Ran.command("export", run, "-o", onnx, "--int8", "--input", "raw").failed(2, "cannot be combined");
        Ran.command("export", run, "-o", onnx, "--input", "RAW").failed(2, "--input is prepared or raw");
        Ran.command("export", run, "-o", onnx, "--data", folder).failed(2, "--data is for --int8");
        Ran.command("export", run, "-o", folder.resolve("wrong.ts"), "--int8").failed(2,
                "--int8 is for -o FILE.onnx, but -o is");
        Ran.command("export", run, "--monai", folder.resolve("wrong"), "--input", "raw").failed(2,
                "--input raw is for -o FILE.onnx");
        Ran.command("export", run, "--triton", folder.resolve("wrong"), "--half").failed(2,
                "--half is for -o FILE.onnx");
        assertThat(folder).isDirectoryNotContaining("glob:**wrong*");
    }
}
