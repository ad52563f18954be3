package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    private static final Grid GRID = Grid.of(Shape.of(2, 2, 2));

    @TempDir
    Path folder;

    private void image(String name) throws IOException {
        Volumes.write(folder.resolve(name), new Volume(GRID, new float[8]));
    }

    private void mask(String name, int label) throws IOException {
        byte[] labels = new byte[8];
        labels[3] = (byte) label;
        Volumes.write(folder.resolve(name), new LabelMap(GRID, label + 1, labels));
    }

    @Test
    void finds_images_and_labels_of_equal_names_and_counts_classes() throws IOException {
        image("images/b.nii.gz");
        image("images/a.nii");
        image("images/lonely.nii");
        mask("labels/a.nii.gz", 1);
        mask("labels/b.nii.gz", 3);
        Files.writeString(folder.resolve("images/notes.txt"), "not an image");
        Dataset dataset = Dataset.open(folder);
        assertThat(dataset.cases()).extracting(Case::name).containsExactly("a", "b");
        assertThat(dataset.unpaired()).containsExactly("lonely");
        assertThat(dataset.classes()).isEqualTo(4);
    }

    @Test
    void a_tenth_of_the_patients_is_watched_but_none_of_a_handful() {
        List<Case> many = IntStream.range(0, 20)
                .mapToObj(i -> Case.unlabelled("c" + i, List.of())).toList();
        Split split = new Split(many, List.of());
        assertThat(split.validation(0.1, 1).held()).hasSize(2);
        assertThat(split.validation(0.1, 1).train()).hasSize(18);
        assertThat(split.validation(0, 1).held()).isEmpty();
        assertThat(new Split(many.subList(0, 4), List.of()).validation(0.1, 1).held()).hasSize(1);
        Split few = new Split(many.subList(0, 3), List.of()).validation(0.1, 1);
        assertThat(few.held()).isEmpty();
        assertThat(few.train()).hasSize(3);
    }

    @Test
    void stacks_channel_folders_in_the_wanted_order() throws IOException {
        Volumes.write(folder.resolve("images_t1/a.nii"),
                new Volume(GRID, new float[]{1, 1, 1, 1, 1, 1, 1, 1}));
        Volumes.write(folder.resolve("images_flair/a.nii"), new Volume(GRID, new float[8]));
        mask("labels/a.nii", 1);
        Case both = Dataset.open(folder).cases().getFirst();
        assertThat(both.image().channels()).isEqualTo(2);
        assertThat(both.image().at(1, 0, 0, 0)).isEqualTo(1);
        Case one = Dataset.open(folder, List.of("t1"), LabelRule.AS_STORED).cases().getFirst();
        assertThat(one.image().values()).containsOnly(1);
        assertThatThrownBy(() -> Dataset.open(folder, List.of("t2"), LabelRule.AS_STORED))
                .hasMessageContaining("no channel t2").hasMessageContaining("flair, t1");
    }

    @Test
    void reads_nnu_net_raw() throws IOException {
        image("imagesTr/case_1_0000.nii.gz");
        image("imagesTr/case_1_0001.nii.gz");
        mask("labelsTr/case_1.nii.gz", 1);
        Files.writeString(folder.resolve("dataset.json"), "{\"numTraining\": 1}");
        Case one = Dataset.open(folder).cases().getFirst();
        assertThat(one.name()).isEqualTo("case_1");
        assertThat(one.images()).hasSize(2);
    }

    @Test
    void reads_the_list_of_a_decathlon_task() throws IOException {
        image("imagesTr/x.nii.gz");
        mask("labelsTr/x.nii.gz", 2);
        Files.writeString(folder.resolve("dataset.json"),
                "{\"training\": [{\"image\": \"./imagesTr/x.nii.gz\", \"label\": \"./labelsTr/x.nii.gz\"}]}");
        assertThat(Dataset.open(folder).cases()).extracting(Case::name).containsExactly("x");
        Files.writeString(folder.resolve("dataset.json"), "{\"training\": [");
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("dataset.json is not valid JSON");
    }

    @Test
    void says_what_is_missing() throws IOException {
        assertThatThrownBy(() -> Dataset.open(folder.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("no data set in")
                .hasMessageContaining("images/ and labels/");
        Files.createDirectories(folder.resolve("images"));
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("no images in");
        image("images/a.nii");
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("no image in")
                .hasMessageContaining("has a mask of the same name");
    }

    @Test
    void a_mask_of_another_size_names_both_files() throws IOException {
        image("images/a.nii");
        Volumes.write(folder.resolve("labels/a.nii"),
                new LabelMap(Grid.of(Shape.of(2, 2, 3)), 2, new byte[12]));
        Case one = Dataset.open(folder).cases().getFirst();
        assertThatThrownBy(() -> one.labels(2, one.image())).isInstanceOf(IOException.class)
                .hasMessageContaining("a.nii has 2 x 2 x 3 voxels, but its image")
                .hasMessageContaining("a.nii has 2 x 2 x 2; resample one of them");
    }

    @Test
    void a_split_never_divides_a_patient_and_follows_its_seed() {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            cases.add(Case.unlabelled("p" + i / 2 + (i % 2 == 0 ? "L" : "R"), List.of(Path.of("x.png"))));
        }
        Dataset dataset = new Dataset("d", cases, List.of()).grouped("p(\\d+)");
        Split split = dataset.split(0.2, 1);
        assertThat(split.held()).hasSize(8);
        var patients = new HashSet<>(split.train().stream().map(Case::patient).toList());
        assertThat(split.held()).noneMatch(c -> patients.contains(c.patient()));
        assertThat(dataset.split(0.2, 1)).isEqualTo(split);
        assertThat(dataset.split(0.2, 2)).isNotEqualTo(split);
        List<String> all = IntStream.range(0, 5).boxed()
                .flatMap(i -> dataset.fold(i, 5, 3).held().stream())
                .map(Case::name).sorted().toList();
        assertThat(all).isEqualTo(cases.stream().map(Case::name).sorted().toList());
    }

    @Test
    void a_wrong_grouping_or_fold_is_refused() {
        var dataset = new Dataset("d",
                List.of(Case.unlabelled("a1", List.of()), Case.unlabelled("b", List.of())),
                List.of());
        assertThatThrownBy(() -> dataset.grouped("\\d+")).hasMessageContaining("has no capture");
        assertThatThrownBy(() -> dataset.grouped("a(\\d)")).hasMessageContaining("does not match the case b");
        assertThatThrownBy(() -> dataset.grouped("(")).hasMessageContaining("not a regular expression");
        assertThatThrownBy(() -> dataset.fold(2, 2, 1)).hasMessageContaining("I from 0 to K-1");
        assertThatThrownBy(() -> dataset.fold(1, 5, 1))
                .hasMessageContaining("cannot divide 2 patients into 5 parts");
    }
}
