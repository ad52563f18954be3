package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Score;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders as users have them.
class FolderSituationsTest {
    private static final Grid FLAT = Grid.of(Shape.of(2, 4));
    /// A block of 2 x 3 x 4 voxels (z, y, x) of 3 x 2 x 1 mm at (10, 20, 30).
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

    private List<String> lines() throws IOException {
        return Inspection.of(Dataset.open(folder), name -> {}).lines();
    }

    @Test
    void hidden_and_system_files_are_ignored_and_all_else_is_named() throws IOException {
        for (String name : new String[]{"images/a.png", "labels/a.png"}) {
            picture(name, 1);
        }
        for (String name : List.of("._a.png", ".hidden", "Thumbs.db", "desktop.ini")) {
            Files.write(folder.resolve("images").resolve(name), new byte[]{0, 5});
        }
        Files.writeString(folder.resolve("images/notes.txt"), "a");
        Files.createDirectories(folder.resolve("images/p1"));
        ImageFolder listed = ImageFolder.of(folder.resolve("images"));
        assertThat(listed.files()).containsOnlyKeys("a");
        assertThat(listed.passedOver()).extracting(p -> p.getFileName().toString())
                .containsExactly("notes.txt", "p1");
        assertThat(lines()).anyMatch(t -> t.endsWith("images: 1 file (notes.txt); no image"))
                .anyMatch(t -> t.contains("images: 1 folder (p1); "));
    }

    @Test
    void the_same_name_twice_is_an_error_that_names_both() throws IOException {
        picture("images/a.png", 1);
        values("images/a.nii.gz", 1, 2);
        picture("labels/a.png", 1);
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("a.nii.gz and a.png");
        assertThatThrownBy(() -> Cases.unlabelled(List.of(folder.resolve("images")), 1))
                .hasMessageContaining("a.nii.gz and a.png");
        assertThatThrownBy(() -> PairedMasks.of(folder.resolve("images"), folder.resolve("labels")))
                .hasMessageContaining("a.nii.gz and a.png");
    }

    @Test
    void white_is_decided_once_for_all_masks() throws IOException {
        for (String name : List.of("a", "b")) {
            picture("images/" + name + ".png", 1, 2, 3);
        }
        picture("labels/a.png", 255, 0);
        picture("labels/b.png", 0, 255);
        assertThat(Dataset.open(folder).classes()).isEqualTo(2);
        assertThat(Dataset.open(folder).cases()).allMatch(c -> c.rule().equals(LabelRule.WHITE));
        picture("labels/b.png", 1, 255);
        Dataset mixed = Dataset.open(folder);
        assertThat(mixed.cases()).allMatch(c -> c.rule().equals(LabelRule.EXACT));
        assertThat(lines()).anyMatch(t -> t.startsWith("error") && t.contains("the values 1, 255 beside 0")
                && t.contains("foreground") && t.contains("threshold:128") && t.contains("map:1=1,255=0"));
        assertThat(Dataset.open(folder, List.of(), LabelRule.parse("map:1=1,255=0")).classes()).isEqualTo(2);
    }

    @Test
    void both_sides_of_an_evaluation_are_decided_together() throws IOException {
        picture("r/a.png", 128, 255);
        picture("p/a.png", 128, 255);
        picture("r/b.png", 128, 255);
        picture("p/b.png", 0, 255);
        PairedMasks masks = PairedMasks.of(folder.resolve("p"), folder.resolve("r"));
        Evaluation scores = masks.score(List.of(new Dice()));
        assertThat(scores.summary("dice", 255).mean()).isEqualTo(1);
        assertThat(scores.summary("dice", 1).n()).isZero();
    }

    @Test
    void predictions_of_0_and_1_are_compared_with_references_of_0_and_255() throws IOException {
        picture("r/a.png", 255, 255);
        picture("p/a.png", 1, 0);
        PairedMasks masks = PairedMasks.of(folder.resolve("p"), folder.resolve("r"));
        assertThat(masks.score(List.of(new Dice())).summary("dice", 1).mean()).isEqualTo(2 / 3.0);
        assertThat(masks.notes()).anyMatch(n -> n.contains("255 counts as class 1"));
    }

    @Test
    void a_reference_without_a_prediction_is_missing_in_the_rows() throws IOException {
        picture("r/a.png", 1);
        picture("r/b.png", 1);
        picture("p/a.png", 1);
        PairedMasks masks = PairedMasks.of(folder.resolve("p"), folder.resolve("r"));
        assertThat(masks.missing()).containsExactly("b");
        Evaluation.Row row = masks.score(List.of(new Dice())).rows().getLast();
        assertThat(row.caseName()).isEqualTo("b");
        assertThat(row.score()).isEqualTo(new Score.Undefined("missing"));
    }

    @Test
    void nan_is_never_a_label_and_nearly_whole_numbers_count_as_whole() throws IOException {
        values("m.nii.gz", 0, Float.NaN, 1);
        for (LabelRule rule : List.of(LabelRule.AS_STORED, LabelRule.FOREGROUND, LabelRule.threshold(0.5),
                LabelRule.map(Map.of(1, 1)))) {
            assertThatThrownBy(() -> Volumes.readLabels(folder.resolve("m.nii.gz"), rule))
                    .hasMessageContaining("NaN, which is never a label");
        }
        values("m.nii.gz", 0, 0.9995f, 2.0004f);
        var read = Volumes.storedLabels(folder.resolve("m.nii.gz"), LabelRule.AS_STORED);
        assertThat(read.labels().labels()).containsExactly(0, 1, 2);
        assertThat(read.warnings()).anyMatch(w -> w.startsWith("2 values are no whole numbers"));
        values("m.nii.gz", 0, 0.99f);
        assertThatThrownBy(() -> Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.AS_STORED))
                .hasMessageContaining("is 0.99");
    }

    @Test
    void label_rules_are_read_from_text_and_back() throws IOException {
        for (String text : List.of("stored", "exact", "white", "foreground", "one", "threshold:128",
                "threshold:0.5", "map:1=1,2=0", "map:0=0,128=1,255=2")) {
            assertThat(LabelRule.parse(text)).hasToString(text).isEqualTo(LabelRule.parse(text));
        }
        for (String text : List.of("threshold:", "threshold:x", "threshold:NaN", "map:", "map:1",
                "map:1=1,1=2",
                "map:1=256", "Stored", "")) {
            assertThatThrownBy(() -> LabelRule.parse(text)).as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        values("m.nii.gz", 0, 1, 2, 7);
        assertThat(Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.parse("threshold:2")).labels())
                .containsExactly(0, 0, 1, 1);
        assertThatThrownBy(
                () -> Volumes.readLabels(folder.resolve("m.nii.gz"), LabelRule.parse("map:1=1,2=0")))
                .hasMessageContaining("7.0, which map:1=1,2=0 does not name");
    }

    private void block(String name, Grid grid, float... first) throws IOException {
        Volumes.write(folder.resolve(name), new Volume(grid, Arrays.copyOf(first, grid.voxels())));
    }

    @Test
    void a_mask_in_another_orientation_is_brought_to_its_image() throws IOException {
        block("images/a.nii.gz", RAS, 5, 6, 7);
        Reorientation order = Reorientation.towards("ALS", RAS).orElseThrow();
        float[] mask = new float[24];
        mask[1] = 1;
        mask[13] = 2;
        Volumes.write(folder.resolve("labels/a.nii.gz"), order.of(new Volume(RAS, mask)));
        Case one = Dataset.open(folder).cases().getFirst();
        byte[] labels = one.labels(one.image()).labels();
        assertThat(labels[1]).isEqualTo((byte) 1);
        assertThat(labels[13]).isEqualTo((byte) 2);
    }

    @Test
    void a_mask_at_another_place_is_refused_with_the_distance() throws IOException {
        block("images/a.nii.gz", RAS, 5, 6, 7);
        block("labels/a.nii.gz", new Grid(RAS.shape(), RAS.spacing(), new Orientation(
                List.of(1., 0., 0., 19., 0., 2., 0., 20., 0., 0., 3., 30.), 1)), 1);
        Case one = Dataset.open(folder).cases().getFirst();
        assertThatThrownBy(() -> one.labels(one.image())).hasMessageContaining("middles are 9.00 mm apart");
        assertThat(lines()).anyMatch(t -> t.startsWith("error") && t.contains("9.00 mm apart"));
    }

    @Test
    void a_channel_or_an_image_that_is_missing_is_named_whichever_it_is() throws IOException {
        block("images_t1/a.nii.gz", RAS, 1);
        block("images_t1/b.nii.gz", RAS, 1);
        block("images_flair/a.nii.gz", RAS, 1);
        block("labels/a.nii.gz", RAS, 1);
        assertThatThrownBy(() -> Dataset.open(folder))
                .hasMessageContaining("case b in").hasMessageContaining("no image in images_flair/");
        Files.move(folder.resolve("images_t1/b.nii.gz"), folder.resolve("images_flair/b.nii.gz"));
        assertThatThrownBy(() -> Dataset.open(folder))
                .hasMessageContaining("case b in").hasMessageContaining("no image in images_t1/");
        Files.move(folder.resolve("images_flair/b.nii.gz"), folder.resolve("labels/b.nii.gz"));
        assertThat(lines()).anyMatch(t -> t.contains("no image for the mask") && t.contains("b.nii.gz"));
    }

    private void nnUnet(String name, byte[] json) throws IOException {
        block(name + "/imagesTr/K_000_0000.nii.gz", RAS, 1, 2);
        block(name + "/labelsTr/K_000.nii.gz", RAS, 1);
        Files.write(folder.resolve(name).resolve("dataset.json"), json);
    }

    @Test
    void json_of_both_versions_of_nn_unet_is_read_in_every_encoding() throws IOException {
        String one = "{\"labels\": {\"0\": \"background\", \"1\": \"tumour\", \"2\": \"cyst\"}, \"training\": "
                + "[{\"image\": \"./imagesTr/K_000.nii.gz\", \"label\": \"./labelsTr/K_000.nii.gz\"}]}";
        String two = "{\"labels\": {\"background\": 0, \"tumour\": 1, \"cyst\": 2}, \"file_ending\": \".nii.gz\"}";
        nnUnet("v1", one.getBytes(StandardCharsets.UTF_8));
        nnUnet("v2", two.getBytes(StandardCharsets.UTF_8));
        nnUnet("bom", ("\uFEFF" + two).getBytes(StandardCharsets.UTF_8));
        nnUnet("utf16", two.getBytes(StandardCharsets.UTF_16));
        nnUnet("utf16le", two.getBytes(StandardCharsets.UTF_16LE));
        for (String name : List.of("v1", "v2", "bom", "utf16", "utf16le")) {
            Dataset dataset = Dataset.open(folder.resolve(name));
            assertThat(dataset.cases()).as(name).extracting(Case::name).containsExactly("K_000");
            assertThat(dataset.classNames()).as(name).containsExactly("background", "tumour", "cyst");
            assertThat(dataset.classes()).isEqualTo(3);
        }
    }

    @Test
    void labels_that_are_not_supported_are_refused() throws IOException {
        nnUnet("ignore", "{\"labels\": {\"background\": 0, \"ignore\": 1}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Dataset.open(folder.resolve("ignore"))).hasMessageContaining("'ignore'");
        nnUnet("region",
                "{\"labels\": {\"background\": 0, \"whole\": [1, 2]}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Dataset.open(folder.resolve("region"))).hasMessageContaining("a region");
        nnUnet("list", "{\"labels\": [\"background\", \"lesion\"]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Dataset.open(folder.resolve("list"))).hasMessageContaining("is a list");
    }

    @Test
    void channels_of_a_folder_are_grouped_and_slices_are_not() throws IOException {
        for (String name : List.of("a_0000", "a_0001", "b_0000", "b_0001")) {
            block("two/" + name + ".nii.gz", RAS, 1);
        }
        List<Case> cases = Cases.unlabelled(List.of(folder.resolve("two")), 2);
        assertThat(cases).extracting(Case::name).containsExactly("a", "b");
        assertThat(cases.getFirst().images()).hasSize(2);
        Files.delete(folder.resolve("two/b_0001.nii.gz"));
        assertThatThrownBy(() -> Cases.unlabelled(List.of(folder.resolve("two")), 2))
                .hasMessageContaining("case b").hasMessageContaining("1 of the 2 channels");
        for (String name : List.of("scan_0001", "scan_0002")) {
            block("slices/" + name + ".nii.gz", RAS, 1);
        }
        assertThat(Cases.unlabelled(List.of(folder.resolve("slices")), 1)).extracting(Case::name)
                .containsExactly("scan_0001", "scan_0002");
        block("single/c_0000.nii.gz", RAS, 1);
        assertThat(Cases.unlabelled(List.of(folder.resolve("single")), 1)).extracting(Case::name)
                .containsExactly("c");
    }

    @Test
    void a_folder_with_a_dicom_series_is_one_case_and_so_is_each_sub_folder() throws IOException {
        Path series = Path.of("src/test/resources/formats/series");
        for (String patient : List.of("p1", "p2")) {
            Path to = Files.createDirectories(folder.resolve("scans").resolve(patient));
            try (var slices = Files.list(series)) {
                for (Path slice : slices.toList()) {
                    Files.copy(slice, to.resolve(Layouts.name(slice)));
                }
            }
        }
        Case one = Cases.unlabelled(List.of(folder.resolve("scans/p1")), 1).getFirst();
        assertThat(one.name()).isEqualTo("p1");
        assertThat(one.image().grid().shape().axes()).isEqualTo(3);
        assertThat(Cases.unlabelled(List.of(folder.resolve("scans")), 1)).extracting(Case::name)
                .containsExactly("p1", "p2");
    }

    private void set(String place, String... names) throws IOException {
        for (String name : names) {
            picture(place + "images/" + name + ".png", 1, 2, name.hashCode() & 0x7f);
            picture(place + "labels/" + name + ".png", 1);
        }
    }

    private static List<String> names(List<Case> cases) { return cases.stream().map(Case::name).toList(); }

    @Test
    void folders_of_parts_divide_a_data_set() throws IOException {
        set("train/", "a", "b");
        set("val/", "a");
        set("test/", "c");
        Split split = Dataset.open(folder).fold(0, 5, 1);
        assertThat(names(split.train())).containsExactly("train_a", "train_b");
        assertThat(names(split.validation())).containsExactly("val_a");
        assertThat(names(split.held())).containsExactly("test_c");
        assertThat(names(split.validation(0.5, 1).held())).containsExactly("val_a");
        assertThatThrownBy(() -> Dataset.open(folder).fold(1, 5, 1)).hasMessageContaining("divided in 1 way");
    }

    @Test
    void a_test_set_of_its_own_is_held_out() throws IOException {
        set("data/", "a", "b");
        set("other/", "c");
        Dataset dataset = Dataset.open(folder.resolve("data"), List.of(), LabelRule.AS_STORED,
                Optional.of(folder.resolve("other")));
        Split split = dataset.fold(0, 5, 1);
        assertThat(names(split.train())).containsExactly("a", "b");
        assertThat(names(split.held())).containsExactly("c");
    }

    @Test
    void a_file_divides_a_data_set() throws IOException {
        set("", "a", "b", "c", "d");
        Path csv = folder.resolve("folds.csv");
        Files.writeString(csv, "\uFEFFcase,fold\r\na,0\r\nb,1\r\nc,0\r\nd,1\r\n");
        Dataset two = Dataset.open(folder).divided(csv);
        assertThat(names(two.fold(1, 2, 1).held())).containsExactly("b", "d");
        assertThatThrownBy(() -> two.fold(0, 5, 1)).hasMessageContaining("I/2");
        Files.writeString(csv, "case,fold\na,train\nb,val\nc,test\n");
        Split words = Dataset.open(folder).divided(csv).fold(0, 5, 1);
        assertThat(names(words.validation())).containsExactly("b");
        assertThat(names(words.held())).containsExactly("c");
        Path json = folder.resolve("splits_final.json");
        Files.writeString(json, "[{\"train\": [\"a\", \"b\"], \"val\": [\"c\"]}]");
        Split given = Dataset.open(folder).divided(json).fold(0, 5, 1);
        assertThat(names(given.train())).containsExactly("a", "b");
        assertThat(names(given.held())).containsExactly("c");
        Files.writeString(json, "[{\"train\": [\"a\"], \"val\": [\"x\"]}]");
        assertThatThrownBy(() -> Dataset.open(folder).divided(json).fold(0, 1, 1))
                .hasMessageContaining("the split names x, but");
        Files.writeString(csv, "case,fold\na,0\na,1\n");
        assertThatThrownBy(() -> Dataset.open(folder).divided(csv)).hasMessageContaining("line 3")
                .hasMessageContaining("a second time");
        Files.writeString(csv, "case;fold\na;0\n");
        assertThatThrownBy(() -> Dataset.open(folder).divided(csv)).hasMessageContaining("must be case,fold");
    }

    @Test
    void a_split_seed_of_its_own_divides_whatever_the_seed_of_the_run_is() throws IOException {
        set("", "a", "b", "c", "d", "e", "f", "g", "h");
        Dataset own = Dataset.open(folder).splitSeed(7);
        Split first = own.fold(0, 2, 1);
        assertThat(own.fold(0, 2, 99)).isEqualTo(first);
        assertThat(first.validation(0.3, 1)).isEqualTo(first.validation(0.3, 99));
        assertThat(names(first.held())).isEqualTo(names(Dataset.open(folder).fold(0, 2, 7).held()));
    }

    @Test
    void a_case_of_one_patient_in_two_parts_is_refused() throws IOException {
        set("", "p1_frame1", "p1_frame2", "p2_frame1");
        Path csv = folder.resolve("folds.csv");
        Files.writeString(csv, "p1_frame1,0\np1_frame2,1\np2_frame1,1\n");
        Dataset grouped = Dataset.open(folder).grouped("(p\\d)").divided(csv);
        assertThatThrownBy(() -> grouped.fold(0, 2, 1)).hasMessageContaining("patient p1 is among");
        assertThat(lines()).anyMatch(t -> t.contains("p1_frame1 and p1_frame2 look like one patient")
                && t.contains("--group '(.*)[_.-]frame'"));
    }

    @Test
    void ten_findings_of_a_kind_are_listed_and_the_rest_is_counted() throws IOException {
        for (int i = 0; i < 14; i++) {
            picture("images/c%02d.png".formatted(i), 1, 2, i);
            picture("labels/c%02d.png".formatted(i), i == 0 ? 1 : 0);
        }
        assertThat(lines()).filteredOn(t -> t.endsWith(": the mask is empty")).hasSize(10);
        assertThat(lines()).contains("warning     3 more of this kind: empty masks");
    }

    @Test
    void a_training_on_empty_masks_or_grey_levels_is_an_error() throws IOException {
        for (int i = 0; i < 6; i++) {
            picture("images/c" + i + ".png", 1, 2, i);
            picture("labels/c" + i + ".png", 0);
        }
        assertThat(lines()).anyMatch(t -> t.startsWith("error       every mask is empty"));
        for (int i = 0; i < 6; i++) {
            picture("labels/c" + i + ".png", 17 * i + 1, 250 - i, 90 + 3 * i, 40 + i, 255);
        }
        assertThat(lines())
                .anyMatch(t -> t.startsWith("error       the masks hold") && t.contains("--labels-as"));
    }
}
