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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutsTest {
    private static final Grid GRID = Grid.of(Shape.of(2, 2, 2));
    private static final List<String> ISLES = List.of("CT", "CT_4DPWI", "CT_CBF", "CT_CBV", "CT_MTT",
            "CT_Tmax");

    @TempDir
    Path folder;

    private void image(String name, float value) throws IOException {
        float[] values = new float[8];
        Arrays.fill(values, value);
        Volumes.write(folder.resolve(name), new Volume(GRID, values));
    }

    private void mask(String name, int... labels) throws IOException {
        byte[] all = new byte[8];
        int classes = 2;
        for (int i = 0; i < labels.length; i++) {
            all[i] = (byte) labels[i];
            classes = Math.max(classes, labels[i] + 1);
        }
        Volumes.write(folder.resolve(name), new LabelMap(GRID, classes, all));
    }

    private static String smir(String place, String what, int id) {
        String name = "SMIR.Brain.XX.O." + what + "." + id;
        return place + "/" + name + "/" + name + ".nii";
    }

    private void isles(String place, boolean isLabelled) throws IOException {
        for (int i = 0; i < ISLES.size(); i++) {
            image(smir(place, ISLES.get(i), 345_560 + i), i);
        }
        if (isLabelled) mask(smir(place, "OT", 345_570), 0, 1);
    }

    @Test
    void isles_2018_has_five_channels_in_their_order_and_ot_for_the_truth() throws IOException {
        for (int n : new int[]{1, 2, 10}) {
            isles("TRAINING/case_" + n, true);
        }
        isles("TESTING/case_1", false);
        for (Path place : List.of(folder, folder.resolve("TRAINING"))) {
            Dataset dataset = Dataset.open(place);
            assertThat(dataset.cases()).extracting(Case::name).containsExactly("case_1", "case_10", "case_2");
            Volume image = dataset.cases().getFirst().image();
            assertThat(image.channels()).isEqualTo(5);
            assertThat(List.of(image.at(0, 0, 0, 0), image.at(1, 0, 0, 0), image.at(2, 0, 0, 0),
                    image.at(3, 0, 0, 0), image.at(4, 0, 0, 0))).containsExactly(0f, 2f, 3f, 4f, 5f);
            assertThat(dataset.cases().getFirst().labels(image).count(1)).isEqualTo(1);
        }
        Case tmax = Dataset.open(folder, List.of("Tmax"), LabelRule.AS_STORED).cases().getFirst();
        assertThat(tmax.image().values()).containsOnly(5);
        assertThatThrownBy(() -> Dataset.open(folder, List.of("DWI"), LabelRule.AS_STORED))
                .hasMessageContaining("no channel DWI; there are CT, CBF, CBV, MTT, Tmax");
        assertThatThrownBy(() -> Dataset.open(folder.resolve("TESTING")))
                .hasMessageContaining("has a mask");
        assertThat(Cases.unlabelled(List.of(folder.resolve("TESTING")), 5)).extracting(Case::name)
                .containsExactly("case_1");
    }

    @Test
    void slabs_of_one_patient_stay_together_where_a_file_says_which_they_are() throws IOException {
        for (int n = 1; n < 5; n++) {
            isles("TRAINING/case_" + n, true);
        }
        assertThat(Dataset.open(folder).cases()).extracting(Case::patient)
                .containsExactly("case_1", "case_2", "case_3", "case_4");
        Files.writeString(folder.resolve("patients.csv"), "case,patient\ncase_1,7\ncase_3, 7\n\ncase_4,8\n");
        assertThat(Dataset.open(folder).cases()).extracting(Case::patient)
                .containsExactly("7", "case_2", "7", "8");
        Files.writeString(folder.resolve("patients.csv"), "case_01,7\ncase_3,7\n");
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("line 'case_01,7'")
                .hasMessageContaining("names a case that is not in");
        Files.writeString(folder.resolve("patients.csv"), "case_1;7\n");
        assertThatThrownBy(() -> Dataset.open(folder))
                .hasMessageContaining("patients.csv must be case_N,PATIENT");
    }

    @Test
    void a_stroke_case_without_one_of_its_maps_is_named() throws IOException {
        isles("case_1", true);
        isles("case_2", true);
        Files.delete(folder.resolve(smir("case_2", "CT_MTT", 345_564)));
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("case_2 lacks the channel MTT");
        image("case_2/SMIR.Brain.XX.O.CT_MTT.9.nii", 1);
        assertThat(Dataset.open(folder).cases()).as("a file without a folder of its own").hasSize(2);
        image("case_2/SMIR.Brain.XX.O.CT_MTT.10.nii", 1);
        assertThatThrownBy(() -> Dataset.open(folder)).hasMessageContaining("two images of MTT");
    }

    private void wmh(String place, float flair) throws IOException {
        image(place + "/pre/FLAIR.nii.gz", flair);
        image(place + "/pre/T1.nii.gz", -flair);
        image(place + "/pre/3DT1.nii.gz", 9);
        image(place + "/orig/FLAIR.nii.gz", 9);
        mask(place + "/wmh.nii.gz", 0, 1, 2, 2, 1);
    }

    @Test
    void wmh_finds_subjects_in_sites_and_scanners_and_other_pathology_is_background() throws IOException {
        wmh("training/Utrecht/0", 1);
        wmh("training/Singapore/50", 2);
        wmh("training/Amsterdam/GE3T/100", 3);
        wmh("test/Amsterdam/GE1T5/160", 4);
        for (Path place : List.of(folder, folder.resolve("training"))) {
            Dataset dataset = Dataset.open(place);
            assertThat(dataset.cases()).extracting(Case::name)
                    .containsExactly("Amsterdam_GE3T_100", "Singapore_50", "Utrecht_0");
            assertThat(dataset.classes()).isEqualTo(2);
            Volume image = dataset.cases().getLast().image();
            assertThat(List.of(image.channels(), (int) image.at(0, 0, 0, 0), (int) image.at(1, 0, 0, 0)))
                    .containsExactly(2, 1, -1);
            assertThat(dataset.cases().getLast().labels(image).labels())
                    .containsExactly(0, 1, 0, 0, 1, 0, 0, 0);
        }
        assertThat(Dataset.open(folder, List.of(), LabelRule.FOREGROUND).cases().getFirst()
                .labels(new Volume(GRID, new float[8])).count(1)).isEqualTo(4);
        assertThat(Dataset.open(folder.resolve("test")).cases()).extracting(Case::name)
                .containsExactly("Amsterdam_GE1T5_160");
    }

    @Test
    void acdc_has_two_frames_a_patient_and_no_series() throws IOException {
        for (int n = 1; n < 4; n++) {
            String place = "database/training/patient00" + n + "/patient00" + n;
            image(place + "_4d.nii.gz", 9);
            image(place + "_frame01.nii.gz", n);
            image(place + "_frame1" + n + ".nii.gz", -n);
            mask(place + "_frame01_gt.nii.gz", 0, 1, 2, 3);
            mask(place + "_frame1" + n + "_gt.nii.gz", 3, 2);
            Files.writeString(folder.resolve(place).resolveSibling("Info.cfg"), "ED: 1\nES: 1" + n + "\n");
        }
        image("database/training/patient001/patient001_frame20.nii.gz", 1);
        for (Path place : List.of(folder, folder.resolve("database"), folder.resolve("database/training"))) {
            Dataset dataset = Dataset.open(place);
            assertThat(dataset.cases()).hasSize(6).extracting(Case::name)
                    .startsWith("patient001_frame01", "patient001_frame11", "patient002_frame01");
            assertThat(dataset.unpaired()).containsExactly("patient001_frame20");
            assertThat(dataset.classes()).isEqualTo(4);
            Split split = dataset.split(0.4, 1);
            assertThat(split.held()).hasSize(2).extracting(Case::patient).containsOnly(
                    split.held().getFirst().patient());
        }
    }
}
