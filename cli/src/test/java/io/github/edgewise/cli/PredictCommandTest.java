package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Stored;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private void run(Object... arguments) {
        assertThat(Edgewise.run(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new)))
                .isZero();
    }

    /// A turned, left-handed qform beside an sform with another code, in micrometres.
    private static void place(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.put(123, (byte) 3).putFloat(76, -1).putFloat(80, 700).putFloat(84, 900).putFloat(88, 2500);
        f.putShort(252, (short) 1).putShort(254, (short) 4);
        f.putFloat(256, 0.1f).putFloat(260, -0.2f).putFloat(264, 0.3f).putFloat(268, -31_500.25f);
        float[] rows = {-0.7f, 12.1f, 3.3f, 7e4f, 690.3f, 0.11f, 1f, 8e4f, -5f, 893.7f, 2490.1f, 9e4f};
        for (int i = 0; i < 12; i++) {
            f.putFloat(280 + 4 * i, rows[i]);
        }
        f.put(148, "from a scanner".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(file, bytes);
    }

    @Test
    void label_maps_and_probabilities_lie_where_the_image_lies_to_the_bit() throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < 6; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii"), scan.labels());
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        run("train", data, "--out", folder.resolve("run"), "--recipe", recipe);
        Path image = data.resolve("images/p0.nii");
        place(image);
        run("predict", folder.resolve("run"), image, "-o", folder.resolve("out"));
        byte[] before = Files.readAllBytes(image);
        byte[] after = Files.readAllBytes(folder.resolve("out/p0.nii"));
        for (int[] part : new int[][]{{76, 108}, {123, 124}, {148, 228}, {252, 328}}) {
            assertThat(Arrays.copyOfRange(after, part[0], part[1]))
                    .isEqualTo(Arrays.copyOfRange(before, part[0], part[1]));
        }
        Stored labels = Volumes.stored(folder.resolve("out/p0.nii"));
        assertThat(labels.type()).isEqualTo("uint8");
        assertThat(labels.volume().grid()).isEqualTo(Volumes.read(image).grid());
    }

    private Path trained(int cases, String fold) throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < cases; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii"), scan.labels());
            for (String site : List.of("siteA", "siteB", "scans")) {
                Volumes.write(folder.resolve(site).resolve("x" + i + ".nii.gz"), scan.image());
            }
        }
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        Path run = folder.resolve("run");
        Ran.command("train", data, "--out", run, "--recipe", recipe, "--fold", fold).well();
        return run;
    }

    @Test
    void every_image_of_two_folders_has_its_label_map_and_none_is_replaced() throws IOException {
        Path run = trained(6, "0/5");
        Path out = folder.resolve("out");
        Ran two = Ran.command("predict", run, folder.resolve("siteA"), folder.resolve("siteB"), "-o", out)
                .well();
        assertThat(two.err()).contains("12 label maps in " + out);
        for (String site : List.of("siteA", "siteB")) {
            assertThat(out.resolve(site).toFile().list()).hasSize(6);
        }
        var before = InputsStayTest.tree(folder);
        Ran.command("predict", run, folder.resolve("scans"), "-o", folder.resolve("scans")).failed(3,
                "would replace an input: " + folder.resolve("scans/x0.nii.gz"));
        Ran.command("predict", run, folder.resolve("siteA/x0.nii.gz"), folder.resolve("siteB/x0.nii.gz"),
                "-o",
                folder.resolve("new")).failed(3,
                        folder.resolve("siteA/x0.nii.gz") + " and "
                                + folder.resolve("siteB/x0.nii.gz") + " would both be written to");
        assertThat(InputsStayTest.tree(folder)).isEqualTo(before);
    }

    @Test
    void damaged_images_are_named_at_the_end_and_the_others_segmented() throws IOException {
        Path run = trained(6, "0/2");
        Path scans = folder.resolve("scans");
        Files.write(scans.resolve("x1.nii.gz"), new byte[]{31, -117, 8, 0});
        Files.write(scans.resolve("x4.nii.gz"), new byte[0]);
        Ran ran = Ran.command("predict", run, scans, "-o", folder.resolve("out"));
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .containsSubsequence("4 label maps in", "edgewise: x1 was not segmented: ", "x1.nii.gz",
                        "edgewise: x4 was not segmented: ", "x4.nii.gz")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("out").toFile().list()).containsExactlyInAnyOrder("x0.nii.gz", "x2.nii.gz",
                "x3.nii.gz", "x5.nii.gz");
        String held = new RunFolder(run).held().getFirst().name();
        Files.write(folder.resolve("data/images").resolve(held + ".nii"), new byte[]{1, 2, 3});
        Ran.command("predict", run, "--held", "-o", folder.resolve("held")).failed(3,
                held + " was not segmented");
        assertThat(folder.resolve("held").toFile().list()).hasSize(2).doesNotContain(held + ".nii");
        Ran.command("report", run).failed(3, held + " was not scored: ", "stay as they are");
        assertThat(run.resolve("scores.csv")).content().contains(held + ",");
        Files.delete(run.resolve("scores.csv")); // without scores of all cases, those of some are better than none
        Ran.command("report", run).failed(3, held + " was not scored: ");
        assertThat(run.resolve("report.html")).content()
                .contains("scored here on 2 held-out cases; 1 could not");
    }
}
