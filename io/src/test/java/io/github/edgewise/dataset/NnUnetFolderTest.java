package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of nnU-Net with a label to ignore, splits and names.
class NnUnetFolderTest {
    private static final Grid GRID = Grid.of(Shape.of(2, 3));

    @TempDir
    private Path folder = Path.of("");
    private Path root = Path.of("");

    @BeforeEach
    void makeData() throws IOException {
        root = folder.resolve("nnUNet_raw/Dataset001_A");
        for (String name : List.of("a", "b", "c")) {
            Volumes.write(root.resolve("imagesTr/" + name + "_0000.nii.gz"),
                    new Volume(GRID, new float[]{1, 2, 3, 4, 5, 6}));
            write("labelsTr/" + name, 0, 1, 2, 3, 3, 1);
        }
        Files.writeString(root.resolve("dataset.json"),
                "{\"labels\": {\"background\": 0, \"left\": 1, \"right\": 2, \"ignore\": 3}}");
    }

    private void write(String name, int... values) throws IOException {
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
        }
        Volumes.write(root.resolve(name + ".nii.gz"), new LabelMap(GRID, 4, labels));
    }

    @Test
    void theLabelIgnoreIsNoClass() throws IOException {
        Dataset dataset = Dataset.open(root);
        assertThat(dataset.classNames()).containsExactly("background", "left", "right");
        assertThat(dataset.classes()).isEqualTo(3);
        Case first = dataset.cases().getFirst();
        assertThat(first.labels(3, first.image()).coded()).containsExactly(0, 1, 2, -1, -1, 1);
        assertThat(first.rule()).isEqualTo(LabelRule.parse("ignore:3"));
        Fingerprint f = Fingerprint.of(dataset.cases(), name -> {});
        assertThat(f.classes()).isEqualTo(3);
        assertThat(f.share(1)).isEqualTo(2. / 4, within(1e-12)); // of the labelled voxels
        assertThat(f.foreground()).isEqualTo(3. / 4, within(1e-12));
        assertThat(Inspection.of(dataset, name -> {}).errors()).isEmpty();
    }

    @Test
    void aRuleNamesValuesToIgnore() throws IOException {
        LabelRule rule = LabelRule.parse("map:1=1,2=ignore,3=0");
        assertThat(LabelRule.parse(rule.toString())).isEqualTo(rule);
        Case first = Dataset.open(root, List.of(), rule).cases().getFirst();
        assertThat(first.labels(2, first.image()).coded()).containsExactly(0, 1, -1, 0, 0, 1);
    }

    @Test
    void aMaskWithoutALabelledVoxelIsAnError() throws IOException {
        write("labelsTr/b", 3, 3, 3, 3, 3, 3);
        assertThat(Inspection.of(Dataset.open(root), name -> {}).errors()).singleElement()
                .extracting(Inspection.Finding::text)
                .isEqualTo("b: no voxel of the mask is labelled; remove the case");
    }

    @Test
    void splitsAreFoundInTheFolderOrAmongThePreprocessedOnes() throws IOException {
        assertThat(SplitFile.ofNnUnet(root)).isEmpty();
        Path far = folder.resolve("nnUNet_preprocessed/Dataset001_A/splits_final.json");
        Path near = root.resolveSibling("nnUNet_preprocessed").resolve("Dataset001_A/splits_final.json");
        Path own = root.resolve("splits_final.json");
        for (Path file : List.of(far, near, own)) {
            Files.createDirectories(file.resolve(".."));
            Files.writeString(file, "[{\"train\": [\"a\", \"b\"], \"val\": [\"c\"]}]");
            assertThat(SplitFile.ofNnUnet(root)).contains(file);
        }
    }

    @Test
    void ignoredVoxelsAreNotScoredAndClassesHaveTheirNames() throws IOException {
        write("p/a", 0, 1, 2, 2, 0, 0);
        PairedMasks masks = PairedMasks.of(root.resolve("p"), root.resolve("labelsTr"));
        assertThat(masks.notes()).containsExactly("voxels with the label 3 (ignore) in "
                + root.resolve("labelsTr") + " are not scored");
        Evaluation scores = masks.score(List.of(new Dice()));
        assertThat(scores.table()).contains("left", "right");
        assertThat(scores.summary("dice", 1).mean()).isEqualTo(2. / 3, within(1e-12));
        assertThat(scores.summary("dice", 2).mean()).isEqualTo(1, within(1e-12));
        assertThat(scores.classes()).containsExactly(1, 2);
    }

    @Test
    void aRuleOfTheUserComesFirst() throws IOException {
        write("p/a", 0, 1, 2, 3, 3, 0);
        PairedMasks masks = PairedMasks.of(root.resolve("p"), root.resolve("labelsTr"), LabelRule.EXACT,
                LabelRule.EXACT);
        assertThat(masks.notes()).isEmpty();
        assertThat(masks.score(List.of(new Dice())).classes()).containsExactly(1, 2, 3);
    }

    @Test
    void masksOfRegionsAreScoredWithoutNames() throws IOException {
        Files.writeString(root.resolve("dataset.json"),
                "{\"labels\": {\"background\": 0, \"all\": [1, 2, 3]}}");
        assertThatThrownBy(() -> Dataset.open(root)).hasMessageEndingWith("--labels-as map:1=1,2=1,3=1");
        write("p/a", 0, 1, 2, 3, 3, 0);
        assertThat(PairedMasks.of(root.resolve("p"), root.resolve("labelsTr")).classNames()).isEmpty();
    }
}
