package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.train.RunFolder;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of nnU-Net with unlabelled voxels, from `inspect` to `evaluate`.
class NnUnetCommandTest {
    @TempDir
    private Path folder = Path.of("");
    private Path root = Path.of("");

    /// Two channels; the lower half of every mask is not labelled, but holds the label 2.
    @BeforeEach
    void makeData() throws IOException {
        root = folder.resolve("Dataset007_Spots");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.1, 5);
        for (int i = 0; i < 6; i++) {
            String part = i < 5 ? "Tr" : "Ts";
            for (int c = 0; c < 2; c++) {
                Volumes.write(root.resolve("images" + part + "/spot_" + i + "_000" + c + ".nii.gz"),
                        phantom.make(i).image());
            }
            byte[] labels = phantom.make(i).labels().labels().clone();
            Arrays.fill(labels, labels.length / 2, labels.length, (byte) 2);
            Volumes.write(root.resolve("labels" + part + "/spot_" + i + ".nii.gz"),
                    new LabelMap(phantom.make(i).labels().grid(), 3, labels));
        }
        Files.writeString(root.resolve("dataset.json"), "{\"channel_names\": {\"0\": \"T1\", \"1\": \"T2\"}, "
                + "\"labels\": {\"background\": 0, \"spot\": 1, \"ignore\": 2}, \"file_ending\": \".nii.gz\"}");
        Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=4,depth=2', length: {epochs: 1, steps: 3}, machine: {threads: 1}}");
    }

    @Test
    void itIsTrainedPredictedAndScored() throws IOException {
        assertThat(Ran.command("inspect", root).well().out()).contains("classes     2")
                .contains("cases, spot");
        Path run = folder.resolve("run");
        String scores = Ran
                .command("train", root, "--out", run, "--recipe", folder.resolve("r.yaml"), "--loss",
                        "generalizedDice + 0.1*boundary:clipMm=5")
                .well().out();
        assertThat(scores).contains("spot");
        assertThat(new RunFolder(run).plan().plan().classes()).isEqualTo(2);

        Path out = folder.resolve("out");
        Ran.command("predict", run, root.resolve("imagesTs"), "-o", out).well();
        Path label = out.resolve("spot_5.nii.gz");
        assertThat(Volumes.readLabels(label, 2, LabelRule.EXACT).classes()).isEqualTo(2);

        // the same scores whatever is predicted in the half that is not labelled
        Path csv = folder.resolve("a.csv");
        Ran first = Ran.command("evaluate", out, root.resolve("labelsTs"), "-o", csv).well();
        assertThat(first.out()).contains("spot");
        assertThat(first.err()).contains("(ignore)", "are not scored");
        LabelMap predicted = Volumes.readLabels(label, 2, LabelRule.EXACT);
        byte[] other = predicted.labels().clone();
        for (int i = other.length / 2; i < other.length; i++) {
            other[i] = (byte) (1 - other[i]);
        }
        Volumes.write(label, new LabelMap(predicted.grid(), 2, other));
        Path changed = folder.resolve("b.csv");
        Ran.command("evaluate", out, root.resolve("labelsTs"), "-o", changed).well();
        assertThat(Files.readString(changed)).isEqualTo(Files.readString(csv));
        assertThat(Files.readString(csv)).contains("spot_5,1,dice,").doesNotContain("spot_5,2,");
    }

    @Test
    void aLossThatNeedsEveryPixelIsRefusedBeforeTheFirstStep() {
        Ran.command("train", root, "--out", folder.resolve("run"), "--recipe", folder.resolve("r.yaml"),
                "--loss",
                "dice + activeBoundary").failed(3, "the class of every pixel must be known");
        assertThat(folder.resolve("run/history.jsonl")).doesNotExist();
    }

    @Test
    void aRegionIsRefusedWithTheRuleThatTrainsOnIt() throws IOException {
        Files.writeString(root.resolve("dataset.json"),
                "{\"labels\": {\"background\": 0, \"whole\": [1, 2], \"core\": 2}, \"regions_class_order\": [1, 2]}");
        Ran.command("inspect", root).failed(3, "'whole' is a region", "--labels-as map:1=1,2=1");
        Ran.command("inspect", root, "--labels-as", "map:1=1,2=1").well();
    }
}
