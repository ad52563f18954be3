package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong usage is 2, bad input 3 and our own fault 1, each with one line.
class WrongUsageTest {
    @TempDir
    private Path folder = Path.of("");

    /// None of the files there are, so whatever read one would end with 3.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"trian | 'trian'; did you mean train?", "evaluat a b | did you mean evaluate?",
                "train data --out run --epoch 3 | did you mean --epochs?",
                "predict run scans -o out --probabilites | did you mean --probabilities?",
                "train data --out run --epochs 0 | --epochs must be 1 or more, not 0",
                "train data --out run --epochs -3 | --epochs must be 1 or more, not -3",
                "train data --out run --minutes NaN | --minutes must be a number from 0 up, not NaN",
                "train data --out run --minutes -1 | --minutes must be a number from 0 up, not -1.0",
                "train data --out run --epochs 1 --minutes 1 | --epochs or --minutes, not both",
                "train data --out run --patience -1 | --patience must be 0 or more, not -1",
                "train data --out run --threads 0 | --threads must be 1 or more, not 0",
                "train data --out run --loss dise | --loss: no loss \"dise\"; did you mean dice?",
                "train data --out run --loss io.github.edgewise.loss.Loss | --loss: io.github.edgewise.loss.Loss is no record",
                "train data --out run --loss boundary:reference=yes | --loss: reference of boundary is true or false",
                "train data --out run --alpha rampp | --alpha: no schedule \"rampp\"; did you mean ramp?",
                "train data --out run --then dise | --then: no loss \"dise\"; did you mean dice?",
                "train data --out run --then-share 0.1 | --then-share and --then-rate are of a second stage",
                "train data --out run --then dice --then-share 1 | --then-share: the share of the second stage",
                "train data --out run --then dice --then-rate 0 | --then-rate: the rate of the second stage",
                "train data --out run --then dice --epochs 1 | --then: a run with a second stage needs at least two",
                "train data --out run --loss dice --alpha 1 | --alpha: alpha is the weight of the last of several terms",
                "train data --out run --network uNett | --network: no network \"uNett\"; did you mean uNet?",
                "train data --out run --network uNet:width=0 | --network: a U-Net needs a width of at least 1",
                "train data --out run --device tpu | --device tpu is not available",
                "train data --out run --fold 5/5 | --fold is I/K with K at least 2 and I from 0 to K-1, not '5/5'",
                "train data --out run --fold all/1 | --fold is I/K with K at least 2",
                "train data --out run --fold half | --fold is I/K such as 0/5",
                "train data --out run --labels-as class | --labels-as: labels are read as",
                "train data --out run --group a | --group 'a' has no capture",
                "train data --out run --group ( | --group '(' is not a regular expression",
                "train data --out run --resume --plan p | --plan is for a new run",
                "compare data --out run --loss dice --loss boundary --minutes NaN | --minutes must be above 0, not NaN",
                "compare data --out run --loss dice --loss boundary --seeds 0 | --seeds must be 1 or more, not 0",
                "compare data --out run --loss dice --loss boundary --epochs 0 | --epochs must be 1 or more, not 0",
                "compare data --out run --loss dice --loss dice | two losses are named 'dice'",
                "evaluate a b --tolerance NaN | --tolerance must be a number from 0 up, not NaN",
                "evaluate a b --metrics dise | --metrics: no metric dise; did you mean dice?",
                "evaluate a b --metrics hd95:5 | --metrics: a setting must have the form name=value",
                "evaluate a b --metrics hd95:convention=X | --metrics: convention of hd95 cannot be",
                "evaluate a b --metrics hd95:percntile=9 | --metrics: hd95 has no setting",
                "evaluate a b --metrics dice:mean | --metrics: a setting must have the form name=value",
                "evaluate a b --metrics pq:threshold=1 | --metrics: the IoU above which components match",
                "evaluate a b --metrics dice,hd95,dice | --metrics names dice twice; leave one out",
                "evaluate a b --spacing 1 | --spacing is Z,Y,X or Y,X in mm, not '1'",
                "evaluate a b --spacing 1,x | --spacing is Z,Y,X or Y,X in mm, not '1,x'",
                "evaluate a b --spacing 1,-1 | --spacing: spacing along x must be a positive number of mm, but is -1.0",
                "evaluate a b -o s.txt | -o names a .csv or .json file, not s.txt",
                "distance a.nii -o b.xyz | -o: no format for b.xyz",
                "distance a.nii -o b.nii --threads 0 | --threads must be 1",
                "distance a.nii -o b.nii --clip 0 | --clip must be a number of mm above 0, not 0.0",
                "distance a.nii -o b.nii --clip NaN | --clip must be a number of mm above 0, not NaN",
                "distance a.nii -o b.nii --class 1,1 | --class names a class twice: [1, 1]",
                "distance a.nii -o b.nii --class -1 | --class names classes from 0 to 255, not -1",
                "predict run scans -o out --threads 0 | --threads must be 1 or more, not 0",
                "predict run -o out | name images to segment, or use --held",
                "report run --class 0 | --class must be 1 to 255, not 0",
                "export run -o w.xyz | -o ends in .onnx, .ts, .safetensors",
                "export run | export needs one of -o FILE, --bioimageio FILE.zip, --monai DIR and --triton DIR",
                "export run -o w.onnx --triton t | export needs one of -o FILE",
                "export run --monai m --bioimageio b.zip | export needs one of -o FILE",
                "export run --bioimageio b | --bioimageio names a .zip file, not b",
                "export run --triton t --half | --half is for -o FILE.onnx",
                "export run -o w.onnx --about a.yaml | --about is for --bioimageio, --monai and --triton, not for -o",
                "phantom out --axes 4 | --axes must be 2 or 3, not 4",
                "phantom out --cases 0 | --cases must be 1 or more",
                "phantom out --classes 9 | a phantom has 2 to 6 classes, not 9",
                "phantom out --foreground NaN | the foreground share lies above 0 and at most 0.1, not NaN",
                "phantom out --axes 3 --spacing 1,1 | --spacing 1,1 has 2 numbers, but a volume needs three: Z,Y,X",
                "phantom out --spacing 1,1,1 | --spacing 1,1,1 has 3 numbers, but an image needs two: Y,X",
                "demo --minutes NaN | --minutes must be at least 0.5, not NaN"})
    void wrong_usage_is_told_before_any_file_is_read(String arguments, String message) {
        Ran ran = Ran.command((Object[]) arguments.split(" ", -1));
        ran.failed(2, message, "; see edgewise", "--help");
        assertThat(ran.err().lines()).hasSize(1);
    }

    @Test
    void a_wrong_recipe_is_bad_input_with_its_line() throws IOException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "loss: dice\nlength:\n  epoch: 3\n");
        Ran.command("train", folder, "--out", folder.resolve("run"), "--recipe", recipe).failed(3,
                "recipe " + recipe + ": line 3, \"length.epoch\": no setting", "did you mean length.epochs?");
        Files.writeString(recipe, "losses: {a: dice}\n");
        Ran.command("compare", folder, "--out", folder.resolve("run"), "--recipe", recipe).failed(3,
                "a comparison needs two losses or more, but there is one");
    }

    @Test
    void a_spacing_has_as_many_numbers_as_the_image_has_axes() throws IOException {
        Path volume = folder.resolve("v.nii");
        Volumes.write(volume,
                new LabelMap(Grid.of(Shape.of(2, 2, 2)), 2, new byte[]{0, 0, 0, 1, 0, 0, 0, 0}));
        Path image = folder.resolve("i.nii");
        Volumes.write(image, new LabelMap(Grid.of(Shape.of(2, 2)), 2, new byte[]{0, 0, 0, 1}));
        String two = "--spacing 2,5 has 2 numbers, but a volume needs three: Z,Y,X";
        Ran.command("evaluate", volume, volume, "--spacing", "2,5").failed(3, two);
        Ran.command("distance", volume, "-o", folder.resolve("m.nii"), "--spacing", "2,5").failed(3, two);
        assertThat(folder.resolve("m.nii")).doesNotExist();
        Ran.command("evaluate", image, image, "--spacing", "1,2,5").failed(3,
                "--spacing 1,2,5 has 3 numbers, but an image needs two: Y,X");
        Ran.command("distance", volume, "-o", folder.resolve("m.nii"), "--class", 1, "--spacing", "1,2,5")
                .well();
        assertThat(Volumes.read(folder.resolve("m.nii")).values()[3]).isEqualTo(-0.5f);
        Ran.command("evaluate", image, image, "--spacing", "2,5").well();
    }

    private static int end(Exception e) {
        var line = Edgewise.parser();
        return Failure.execution(e, line, line.parseArgs());
    }

    private record Said(int code, String text) {
        static Said of(Exception e) {
            var err = System.err;
            var said = new ByteArrayOutputStream();
            try {
                System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
                int code = end(e);
                return new Said(code, said.toString(StandardCharsets.UTF_8));
            } finally {
                System.setErr(err);
            }
        }
    }

    @Test
    void a_fault_of_our_own_writes_its_trace_into_a_file_that_one_line_names() throws IOException {
        for (Exception fault : new Exception[]{new IllegalArgumentException("negative size"),
            new IndexOutOfBoundsException("negative size"),
            new CompletionException(new IllegalStateException("negative size"))}) {
            Said said = Said.of(fault);
            assertThat(said.code()).isEqualTo(1);
            assertThat(said.text().lines()).hasSize(1).first().asString()
                    .startsWith("edgewise: this should not have happened (").contains("negative size");
            Path file = Path.of(said.text().strip().replaceFirst(".*please report it with ", ""));
            assertThat(file.getFileName().toString()).matches("edgewise-error-\\d{8}-\\d{6}(-\\d+)?\\.txt");
            assertThat(file).content().startsWith("edgewise ").contains("negative size", "\tat ");
            Files.delete(file);
        }
    }

    @Test
    void too_little_memory_is_told_as_such() {
        assertThat(Said
                .of(new RuntimeException(
                        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"))
                .text()).startsWith("edgewise: out of memory (DefaultCPUAllocator: can't allocate")
                .contains("smaller images");
        assertThat(Failure.error(new OutOfMemoryError("Java heap space"))).isEqualTo(3);
    }

    @Test
    void a_fault_of_the_user_is_one_line_without_a_file() {
        assertThat(Said.of(new InvalidInputException("no class 3")))
                .isEqualTo(new Said(3, "edgewise: no class 3\n"));
        assertThat(Said.of(new UncheckedIOException(new IOException("no file"))))
                .isEqualTo(new Said(3, "edgewise: no file\n"));
        assertThat(Said.of(new WrongUsage("--x is wrong")))
                .isEqualTo(new Said(2, "edgewise: --x is wrong; see edgewise --help\n"));
    }
}
