package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
    private static final Grid GRID = Grid.of(Shape.of(3, 4, 5), new Spacing(3, 1, 1));

    @TempDir
    private Path folder = Path.of("");

    private void image(String name, Grid grid, int seed) throws IOException {
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = seed + i % 7;
        }
        Volumes.write(folder.resolve("images").resolve(name + ".nii.gz"), new Volume(grid, values));
    }

    private void mask(String name, Grid grid, int... labels) throws IOException {
        byte[] all = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            all[i] = (byte) labels[i];
        }
        Volumes.write(folder.resolve("labels").resolve(name + ".nii.gz"), new LabelMap(grid, 10, all));
    }

    private Inspection inspect() throws IOException {
        return Inspection.of(Dataset.open(folder), share -> {});
    }

    private static List<String> texts(List<Inspection.Finding> findings) {
        return findings.stream().map(Inspection.Finding::text).toList();
    }

    @Test
    void a_sound_data_set_has_no_finding() throws IOException {
        for (int i = 0; i < 3; i++) {
            image("c" + i, GRID, i);
            mask("c" + i, GRID, 1, 1, 2);
        }
        Inspection found = inspect();
        assertThat(found.findings()).isEmpty();
        assertThat(found.sound()).hasSize(3);
    }

    /// Every difference is a thousandth of one that is found in mm.
    @Test
    void images_in_micrometres_are_checked_like_images_in_mm() throws IOException {
        var micron = new Spacing(0.0005, 0.0005, 0.0005);
        for (int i = 0; i < 3; i++) {
            Grid grid = GRID.with(i == 0 ? new Spacing(0.0005, 0.0005, 0.00025) : micron);
            image("c" + i, grid, i);
            mask("c" + i, grid, 1, 1, 2);
        }
        var affine = new ArrayList<>(GRID.with(micron).orientation().affine());
        image("moved", new Grid(GRID.shape(), micron, new Orientation(affine, 1)), 5);
        affine.set(3, affine.get(3) + 0.009);
        mask("moved", new Grid(GRID.shape(), micron, new Orientation(affine, 1)), 1);
        Inspection found = inspect();
        assertThat(texts(found.findings()))
                .anyMatch(
                        t -> t.startsWith("2 spacings in µm (z, y, x): 0.5, 0.5, 0.25 (c0); 0.5, 0.5, 0.5 ("))
                .anyMatch(t -> t.startsWith("moved: ") && t.contains("µm"));
    }

    @Test
    void everything_wrong_is_told_at_once() throws IOException {
        for (int i = 0; i < 3; i++) {
            image("good" + i, GRID, i);
            mask("good" + i, GRID, 1);
        }
        image("copy", GRID, 0);
        mask("copy", GRID, 1);
        image("unlabelled", GRID, 9);
        image("other shape", GRID, 10);
        mask("other shape", Grid.of(Shape.of(3, 4, 4), new Spacing(3, 1, 1)), 1);
        image("other place", GRID, 11);
        mask("other place", GRID.with(new Spacing(3, 1, 2)), 1);
        image("empty", GRID, 12);
        mask("empty", GRID);
        image("label", GRID, 13);
        mask("label", GRID, 1, 9);
        Volumes.write(folder.resolve("images/constant.nii.gz"), new Volume(GRID, new float[60]));
        mask("constant", GRID, 1);
        float[] holes = new float[60];
        holes[3] = Float.NaN;
        holes[4] = 1;
        Volumes.write(folder.resolve("images/holes.nii.gz"), new Volume(GRID, holes));
        mask("holes", GRID, 1);
        image("fine", GRID.with(new Spacing(1, 1, 1)), 14);
        mask("fine", GRID.with(new Spacing(1, 1, 1)), 1);
        image("flat", Grid.of(Shape.of(12, 5)), 15);
        mask("flat", Grid.of(Shape.of(12, 5)), 1);
        image("broken", GRID, 16);
        mask("broken", GRID, 1);
        byte[] bytes = Files.readAllBytes(folder.resolve("images/broken.nii.gz"));
        Files.write(folder.resolve("images/broken.nii.gz"), Arrays.copyOf(bytes, 20));

        Inspection found = inspect();
        assertThat(texts(found.errors())).hasSize(4)
                .anyMatch(t -> t.matches("other shape: mask .* has 3 x 4 x 4 voxels, but its image .* has "
                        + "3 x 4 x 5; resample one of them"))
                .anyMatch(t -> t.matches("other place: mask .* is at another place than its image .*: their "
                        + "middles are 2.00 mm apart .*"))
                .anyMatch(t -> t.startsWith("broken: ")).anyMatch(
                        t -> t.equals("flat: 2 axes, but most cases have 3"));
        assertThat(texts(found.warnings())).hasSize(8)
                .contains("unlabelled: no mask", "empty: the mask is empty",
                        "constant: the image is constant at 0.0", "label 9 occurs only in label",
                        "holes: 1 values of 60 are not finite; they count as the mean")
                .anyMatch(t -> t.startsWith("equal files: copy, good0; "))
                .anyMatch(t -> t.startsWith("2 spacings in mm"))
                .anyMatch(t -> t.startsWith("labels 2 and 6 more occur in no mask, but 9 does"));
        assertThat(found.sound().stream().map(Case::name)).contains("good0", "empty")
                .doesNotContain("other shape", "other place", "broken", "flat");
    }

    @Test
    void spacings_are_told_in_few_digits() throws IOException {
        for (int i = 0; i < 4; i++) {
            Grid grid = Grid.of(Shape.of(3, 4, 5), new Spacing(2.3, 0.3, i < 2 ? 0.3 : 0.7));
            image("case" + i, grid, i);
            mask("case" + i, grid, 1);
        }
        assertThat(texts(inspect().warnings())).anyMatch(
                t -> t.startsWith(
                        "2 spacings in mm (z, y, x): 2.3, 0.3, 0.3 (case0, case1); 2.3, 0.3, 0.7 (case2, case3)"));
    }
}
