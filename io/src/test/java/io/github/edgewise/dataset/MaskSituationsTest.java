package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Masks and divisions as users have them; folders are in [FolderSituationsTest].
class MaskSituationsTest {
    private static final Grid FLAT = Grid.of(Shape.of(2, 4));
    private static final Grid RAS = new Grid(Shape.of(2, 3, 4), new Spacing(3, 2, 1),
            new Orientation(List.of(1., 0., 0., 10., 0., 2., 0., 20., 0., 0., 3., 30.), 1));

    @TempDir
    private Path folder = Path.of("");

    private void values(String name, float... values) throws IOException {
        Volumes.write(folder.resolve(name), new Volume(Grid.of(Shape.of(1, values.length)), values));
    }

    private void picture(String name, int... values) throws IOException {
        float[] all = new float[8];
        for (int i = 0; i < values.length; i++) {
            all[i] = values[i];
        }
        Volumes.write(folder.resolve(name), new Volume(FLAT, all));
    }

    private void block(String name, Grid grid, float... first) throws IOException {
        Volumes.write(folder.resolve(name), new Volume(grid, Arrays.copyOf(first, grid.voxels())));
    }

    private void set(String place, String... names) throws IOException {
        for (String name : names) {
            picture(place + "images/" + name + ".png", 1, 2, name.hashCode() & 0x7f);
            picture(place + "labels/" + name + ".png", 1);
        }
    }

    private static List<String> names(List<Case> cases) { return cases.stream().map(Case::name).toList(); }

    @Test
    void a_side_with_a_rule_of_its_own_does_not_change_what_255_means_on_the_other() throws IOException {
        picture("r/a.png", 255, 255, 0);
        picture("p/a.png", 200, 130, 90);
        PairedMasks masks = PairedMasks.of(folder.resolve("p"), folder.resolve("r"), LabelRule.threshold(128),
                LabelRule.AS_STORED);
        assertThat(masks.score(List.of(new Dice())).summary("dice", 1).mean()).isEqualTo(1);
    }

    @Test
    void a_mask_of_several_channels_is_no_grey_picture() throws IOException {
        float[] channels = new float[4 * 24];
        channels[2 * 24 + 3] = 1;
        Volumes.write(folder.resolve("m.nii.gz"), new Volume(RAS, channels));
        assertThatThrownBy(() -> Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.AS_STORED))
                .hasMessageContaining("must have one channel, but").hasMessageContaining("has 4");
    }

    @Test
    void channels_of_nn_unet_are_the_same_in_all_cases() throws IOException {
        for (String name : List.of("c0_0000", "c0_0001", "c1_0000", "c1_0002")) {
            block("imagesTr/" + name + ".nii.gz", RAS, 1);
        }
        block("labelsTr/c0.nii.gz", RAS, 1);
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("case c1 in")
                .hasMessageContaining("no channel _0001");
    }

    @Test
    void folds_are_counted_as_numbers_and_other_words_are_refused() throws IOException {
        String[] names = new String[12];
        var lines = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            names[i] = "c%02d".formatted(i);
            lines.append(names[i]).append(',').append(i).append('\n');
        }
        set("", names);
        Path csv = Files.writeString(folder.resolve("f.csv"), lines);
        assertThat(names(Dataset.open(folder).divided(csv).fold(2, 12, 1).held())).containsExactly("c02");
        Files.writeString(csv, "c00,training\nc01,validation\nc02,testing\n");
        Dataset words = Dataset.open(folder).divided(csv);
        assertThat(names(words.fold(0, 5, 1).held())).containsExactly("c02");
        assertThat(words.notes()).anyMatch(note -> note.contains("does not name 9 of 12 cases, such as c03"));
        Files.writeString(csv, "c00,val\nc01,test\n");
        assertThatThrownBy(() -> Dataset.open(folder).divided(csv)).hasMessageContaining("the fold 'val'");
        Files.write(csv, "c00,0\nc01,1\n".getBytes(StandardCharsets.UTF_16));
        assertThat(names(Dataset.open(folder).divided(csv).fold(1, 2, 1).held())).containsExactly("c01");
    }

    @Test
    void images_without_masks_are_named_in_every_part() throws IOException {
        set("train/", "a", "b");
        set("val/", "c");
        picture("train/images/lonely.png", 1, 2, 9);
        picture("test/images/x.png", 1, 2, 8);
        Dataset dataset = Dataset.open(folder);
        assertThat(dataset.unpaired()).containsExactlyInAnyOrder("lonely", "x");
        assertThat(dataset.notes()).anyMatch(note -> note.contains("test has a mask; it is left out"));
        Files.createDirectories(folder.resolve("training/images"));
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("the same part of a data set");
    }

    @Test
    void nearly_whole_values_count_under_every_rule_and_infinity_never() throws IOException {
        values("m.nii.gz", 1e-5f, 0.9999f, 0.7f);
        assertThat(Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.FOREGROUND).labels())
                .containsExactly(0, 1, 1);
        assertThat(Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.threshold(1)).labels())
                .containsExactly(0, 1, 0);
        assertThat(Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.threshold(0.7)).labels())
                .containsExactly(0, 1, 1);
        values("m.nii.gz", 0, Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.FOREGROUND))
                .hasMessageContaining("Infinity, which is never a label");
    }

    @Test
    void a_reference_whose_name_ends_like_probabilities_is_a_reference() throws IOException {
        picture("r/x_probabilities.png", 1);
        picture("r/z.png", 1);
        picture("r/y.png", 1);
        picture("p/y.png", 1);
        picture("p/y_probabilities.png", 1);
        PairedMasks masks = PairedMasks.of(folder.resolve("p"), folder.resolve("r"));
        assertThat(masks.pairs()).hasSize(1);
        assertThat(masks.missing()).containsExactly("x_probabilities", "z");
    }

    @Test
    void an_image_and_a_volume_of_one_slice_are_told_apart() throws IOException {
        picture("images/a.nii.gz", 1, 2, 3);
        Volumes.write(folder.resolve("labels/a.nii.gz"),
                new Volume(Grid.of(Shape.of(1, 2, 4)), new float[8]));
        Case one = Dataset.open(folder).cases().getFirst();
        assertThatThrownBy(() -> one.labels(one.image())).hasMessageContaining("has 3 axes")
                .hasMessageContaining("has 2");
    }
}
