package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    @TempDir
    Path folder;

    private Path data(int cases) throws IOException {
        Path data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.05, 1);
        for (int i = 0; i < cases; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        return data;
    }

    private Ran train(Path data) {
        return Ran.command("train", data, "--out", folder.resolve("run"), "--epochs", 1);
    }

    @Test
    void a_wrong_path_is_named() {
        train(folder.resolve("nowhere")).failed(3, "no such file or folder: " + folder.resolve("nowhere"));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void an_empty_folder_is_named_with_the_layouts_there_are() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        train(folder.resolve("empty")).failed(3, "no data set in");
    }

    @Test
    void images_without_masks_are_named() throws IOException {
        Path data = data(6);
        try (var labels = Files.list(data.resolve("labels"))) {
            for (Path label : labels.toList()) {
                Files.delete(label);
            }
        }
        train(data).failed(3, "has a mask of the same name");
    }

    @Test
    void a_mask_with_a_class_that_the_network_does_not_know_is_named_with_its_voxel() throws IOException {
        Path data = data(6);
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 1, steps: 1}}");
        assertThat(Ran.command("train", data, "--out", folder.resolve("run"), "--recipe", recipe).code())
                .isZero();
        // a held case with one class too many, found when it is scored
        String held = Files.readString(folder.resolve("run/plan.yaml"))
                .replaceAll("(?s).*held:.*?name: \"?(p\\d).*", "$1");
        byte[] labels = new byte[1024];
        labels[33] = 2;
        Volumes.write(data.resolve("labels/" + held + ".nii.gz"),
                new LabelMap(Grid.of(Shape.of(32, 32)), 3, labels));
        Ran.command("train", data, "--out", folder.resolve("run"), "--resume").failed(3,
                "label 2 at voxel (1, 1) of " + held + ".nii.gz, but there are 2 classes (0-1)");
    }

    @Test
    void sizes_that_differ_are_named() throws IOException {
        Path data = data(6);
        for (int i = 0; i < 6; i++) {
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"),
                    new LabelMap(Grid.of(Shape.of(32, 31)), 2, new byte[992]));
        }
        train(data).failed(3, "has 32 x 31 voxels, but its image");
        Volumes.write(folder.resolve("a.nii"), new LabelMap(Grid.of(Shape.of(4, 4)), 2, new byte[16]));
        Volumes.write(folder.resolve("b.nii"), new LabelMap(Grid.of(Shape.of(4, 5)), 2, new byte[20]));
        Ran.command("evaluate", folder.resolve("a.nii"), folder.resolve("b.nii")).failed(3,
                "4 x 4 voxels, but its reference");
    }

    @Test
    void a_truncated_file_is_named() throws IOException {
        Path data = data(6);
        for (int i = 0; i < 6; i++) {
            Path image = data.resolve("images/p" + i + ".nii.gz");
            byte[] whole = Files.readAllBytes(image);
            Files.write(image, Arrays.copyOf(whole, whole.length / 2));
        }
        train(data).failed(3, ".nii.gz is cut off");
    }

    @Test
    void wrong_usage_gives_one_line_and_exit_code_2() {
        Ran.command("train").failed(2, "see edgewise train --help");
        Ran.command("trian").failed(2, "trian");
        Ran.command("train", folder, "--out", folder, "--epochs", "many").failed(2, "many");
        Ran.command("train", folder, "--out", folder.resolve("x"), "--loss", "bondary").failed(2,
                "did you mean boundary?");
        Ran.command("predict", folder, folder, "-o", folder).failed(3, "no run in");
    }

    @Test
    void help_has_an_example_for_every_command() {
        Ran all = Ran.command("--help");
        assertThat(all.code()).isZero();
        for (String command : Edgewise.parser().getSubcommands().keySet()) {
            assertThat(all.out()).contains(command);
            assertThat(Ran.command(command, "--help").out()).contains("Example")
                    .contains("edgewise " + command);
        }
        assertThat(Ran.command("--version").out()).startsWith("edgewise ");
    }

    @Test
    void training_prediction_and_evaluation_go_together() throws IOException {
        Path data = data(8);
        Path run = folder.resolve("run");
        Path recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=4,depth=2', length: {epochs: 2, steps: 5}, machine: {threads: 1}}");
        Ran trained = Ran.command("train", data, "--out", run, "--recipe", recipe, "--seed", 3);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("hd95").contains("report: ");
        assertThat(run.resolve("report.html")).exists();
        assertThat(run.resolve("scores.csv")).content().startsWith("case,class,metric,value,unit,note\n");
        Ran predicted = Ran.command("predict", run, "--held", "-o", folder.resolve("out"), "--probabilities");
        assertThat(predicted.code()).as(predicted.err()).isZero();
        Ran scored = Ran.command("evaluate", folder.resolve("out"), data.resolve("labels"), "-o",
                folder.resolve("s.csv"));
        assertThat(scored.code()).as("only the held-out cases are predicted").isEqualTo(3);
        List<String> rows = Files.readAllLines(folder.resolve("s.csv"));
        assertThat(rows.stream().filter(row -> !row.endsWith(",missing")))
                .containsExactlyElementsOf(Files.readAllLines(run.resolve("scores.csv")));
        assertThat(rows).anyMatch(row -> row.endsWith(",missing"));
        assertThat(Ran.command("evaluate", folder.resolve("out"), data.resolve("labels"), "--partial").code())
                .isZero();
        assertThat(Ran.command("predict", run, data.resolve("images"), "-o", folder.resolve("all")).code())
                .isZero();
        try (var files = Files.list(folder.resolve("all"))) {
            assertThat(files).hasSize(8);
        }
        Ran.command("train", data, "--out", run).failed(3, "holds a run already");
    }

    @Test
    void distance_maps_have_a_channel_per_class_and_the_grid_of_the_labels() throws IOException {
        byte[] labels = {0, 0, 1, 1, 2};
        Volumes.write(folder.resolve("l.nii.gz"), new LabelMap(Grid.of(Shape.of(1, 5)), 3, labels));
        assertThat(
                Ran.command("distance", folder.resolve("l.nii.gz"), "--class", "2,1", "-o",
                        folder.resolve("d.nii"))
                        .code())
                .isZero();
        Volume maps = Volumes.read(folder.resolve("d.nii"));
        assertThat(maps.values()).containsExactly(3.5f, 2.5f, 1.5f, 0.5f, -0.5f, 1.5f, 0.5f, -0.5f, -0.5f,
                0.5f);
        Ran.command("distance", folder.resolve("l.nii.gz"), "--class", "3", "-o", folder.resolve("e.nii"))
                .failed(3, "class 3 was asked for");
        assertThat(folder.resolve("e.nii")).doesNotExist();
    }

    @Test
    void inspect_shows_the_plan_and_phantom_refuses_a_full_folder() throws IOException {
        Path out = folder.resolve("ph");
        assertThat(Ran.command("phantom", out, "--cases", 3, "--axes", 3, "--spacing", "4,2,2").code())
                .isZero();
        assertThat(Ran.command("inspect", out).out()).contains("cases       3 with a mask")
                .contains("4.0, 2.0, 2.0 mm")
                .contains("plan        patches of");
        Ran.command("phantom", out).failed(3, "holds images already");
    }
}
