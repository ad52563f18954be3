package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    /// Three cases: found with an error of 2 mm, missed, and without the class.
    @BeforeEach
    void write() throws IOException {
        write("predictions/found", 1, 1, 0, 0);
        write("references/found", 1, 0, 0, 0);
        write("predictions/missed", 0, 0, 0, 0);
        write("references/missed", 1, 0, 0, 0);
        write("predictions/without", 0, 0, 0, 0);
        write("references/without", 0, 0, 0, 0);
    }

    private void write(String name, int... labels) throws IOException {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        Volumes.write(folder.resolve(name + ".nii"),
                new LabelMap(Grid.of(Shape.of(1, labels.length), Spacing.of(1, 2)), 2, bytes));
    }

    private String evaluate(int code, String... options) throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            var arguments = new ArrayList<>(List.of("evaluate", folder.resolve("predictions").toString(),
                    folder.resolve("references").toString(), "-o", folder.resolve("scores.csv").toString()));
            arguments.addAll(Arrays.asList(options));
            assertThat(Edgewise.run(arguments.toArray(String[]::new)))
                    .as(said.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return code == 0
                ? Files.readString(folder.resolve("scores.csv")) + said.toString(StandardCharsets.UTF_8)
                : said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void headers_decide_which_voxel_is_which() throws IOException {
        Shape shape = Shape.of(1, 2, 2);
        var ras = new Orientation(List.of(1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1., 0.), 1);
        var las = new Orientation(List.of(-1., 0., 0., 1., 0., 1., 0., 0., 0., 0., 1., 0.), 1);
        var moved = new Orientation(List.of(1., 0., 0., 5., 0., 1., 0., 0., 0., 0., 1., 0.), 1);
        Files.createDirectories(folder.resolve("turned/p"));
        Path reference = folder.resolve("turned/p/reference.nii");
        Path prediction = folder.resolve("turned/prediction.nii");
        Volumes.write(reference,
                new LabelMap(new Grid(shape, Spacing.UNIT, ras), 2, new byte[]{1, 0, 1, 1}));
        Volumes.write(prediction,
                new LabelMap(new Grid(shape, Spacing.UNIT, las), 2, new byte[]{0, 1, 1, 1}));
        Path rows = folder.resolve("turned/rows.csv");
        int code = Edgewise.run("evaluate", prediction.toString(), reference.toString(), "--metrics", "dice",
                "-o", rows.toString());
        assertThat(code).isZero();
        assertThat(Files.readString(rows)).contains("prediction,1,dice,1.0,");
        Volumes.write(prediction,
                new LabelMap(new Grid(shape, Spacing.UNIT, moved), 2, new byte[]{0, 1, 1, 1}));
        assertThat(Edgewise.run("evaluate", prediction.toString(), reference.toString(), "-o",
                rows.toString()))
                .as("elsewhere").isEqualTo(3);
    }

    @Test
    void all_metrics_have_the_names_that_users_rely_on() throws IOException {
        String text = evaluate(0);
        assertThat(text.lines().filter(line -> line.startsWith("found,")).map(line -> line.split(",", -1)[2]))
                .containsExactly("dice", "iou", "boundary_iou", "hd", "hd95", "assd", "nsd",
                        "volume_difference", "precision", "recall", "lesion_precision", "lesion_recall",
                        "lesion_f1", "hd95_found");
        assertThat(text).contains("found,1,hd,2.0,mm,").contains("found,1,nsd,0.66666")
                .contains("nsd: border voxels within 1 mm").contains("as in medpy");
    }

    @Test
    void a_miss_costs_the_diagonal_unless_it_is_to_be_skipped() throws IOException {
        assertThat(evaluate(0, "--metrics", "hd"))
                .contains("missed,1,hd,8.0,mm,class absent from prediction; ")
                .contains("without,1,hd,,mm,class absent from prediction and reference")
                .contains("(1 penalised, 1 undefined)").contains("   5.0000 ");
        assertThat(evaluate(0, "--metrics", "hd", "--empty", "skip"))
                .contains("missed,1,hd,,mm,class absent from prediction").contains("(2 undefined)");
    }

    @Test
    void the_calibration_error_needs_probabilities_beside_every_prediction() throws IOException {
        assertThat(evaluate(3, "--metrics", "ece"))
                .contains("ece needs probabilities, but there is no").contains("found_probabilities.nii.gz");
        assertThat(evaluate(3, "--metrics", "dice,mce:bins=5")).contains("mce_bins=5 needs probabilities");
        Grid grid = Grid.of(Shape.of(1, 4), Spacing.of(1, 2));
        float[] sure = {0.5f, 0, 1, 1, 0.5f, 1, 0, 0}; // class 0, class 1
        for (String name : List.of("found", "missed", "without")) {
            Volumes.write(folder.resolve("predictions/" + name + "_probabilities.nii.gz"),
                    new Volume(grid, sure));
        }
        assertThat(evaluate(0, "--metrics", "ece")).contains("found,1,ece,0.375,");
        assertThat(evaluate(0)).contains("found,1,ece,0.375,").contains("found,1,dice,");
        assertThat(evaluate(0, "--metrics", "ace,mce:bins=2"))
                .contains("found,1,ace,0.5,", "found,1,mce_bins=2,0.25,");
    }

    @Test
    void thresholds_of_probabilities_make_a_curve_in_files_of_their_own() throws IOException {
        assertThat(evaluate(3, "--probabilities")).contains("thresholds need probabilities, but there is no");
        Grid grid = Grid.of(Shape.of(1, 4), Spacing.of(1, 2));
        for (String name : List.of("found", "missed", "without")) {
            Volumes.write(folder.resolve("predictions/" + name + "_probabilities.nii.gz"),
                    new Volume(grid, new float[]{0.5f, 0, 1, 1, 0.5f, 1, 0, 0}));
        }
        // above 0.5 no lesion is found at one false one per case, up to it both at one in three
        assertThat(evaluate(0, "--probabilities", "--metrics", "dice"))
                .contains("lesion recall at N false lesions per case")
                .containsPattern("    1        2  0\\.000 .* 1\\.000");
        assertThat(folder.resolve("scores_thresholds.csv")).content()
                .contains("without,1,0.5,0,0,1,0,0,2,0\n").contains("found,1,0.6,1,0,1,0,1,1,0\n");
        assertThat(folder.resolve("scores_thresholds.html")).content().contains("FROC",
                "recall at 0.5 false");
        Files.move(folder.resolve("references/found.nii"), folder.resolve("references/other.nii"));
        assertThat(evaluate(3, "--probabilities")).contains("no reference for");
    }

    @Test
    void a_tolerance_is_in_mm() throws IOException {
        assertThat(evaluate(0, "--metrics", "nsd", "--tolerance", "2")).contains("found,1,nsd,1.0,");
        assertThat(evaluate(2, "--tolerance", "-1"))
                .contains("edgewise: --tolerance must be a number from 0 up");
        assertThat(evaluate(2, "--empty", "maybe")).contains("maybe");
        assertThat(evaluate(2, "--metrics", "hd96"))
                .contains("no metric hd96; did you mean hd95?; there are dice, iou");
    }

    @Test
    void a_metric_may_have_settings_and_its_rows_say_them() throws IOException {
        String text = evaluate(0, "--metrics", "nsd:convention=AREA,tolerance=2,hd95:convention=AREA",
                "--metrics", "nsd:tolerance=2,dice");
        assertThat(text.lines().filter(line -> line.startsWith("found,")).map(line -> line.split(",", -1)[2]))
                .containsExactly("nsd_area_tolerance=2", "hd95_area", "nsd_tolerance=2", "dice");
        assertThat(text).contains("found,1,nsd_tolerance=2,1.0,,").doesNotContain("nsd: ");
        assertThat(evaluate(0, "--metrics", "nsd:convention=AREA,cc_nsd", "--tolerance", "2"))
                .contains("found,1,nsd_area,1.0").contains("found,1,cc_nsd,1.0").contains("nsd: within 2 mm");
    }

    @Test
    void scores_of_objects_are_there_by_name() throws IOException {
        String text = evaluate(0, "--metrics",
                "pq,rq,sq,cc_dice,cc_hd95,brats_dice:above=0,brats_hd95:above=0,"
                        + "lesion_recall:from=1,to=2");
        assertThat(text).contains("found,1,pq,0.0,,", "found,1,sq,,,no component matches",
                "found,1,cc_dice,0.6666666666666666,,", "found,1,cc_hd95,1.79999", "missed,1,cc_hd95,8.0,mm,",
                "missed,1,brats_hd95_above=0,374.0,mm,", "without,1,brats_dice_above=0,1.0,,",
                "found,1,lesion_recall_from=1_to=2,1.0,,", "without,1,cc_dice,,,class absent")
                .contains("components match above an IoU of 0.5").contains("mean over the regions");
    }

    @Test
    void images_in_micrometres_have_a_tolerance_and_a_table_in_micrometres() throws IOException {
        String text = evaluate(0, "--spacing", "0.001,0.002");
        assertThat(text).contains("found,1,nsd,0.66666").contains("found,1,hd,0.002,mm,")
                .contains("nsd: border voxels within 1 µm").contains("as in medpy, in µm")
                .containsPattern("1 {2}hd µm .* 5\\.0000 ");
        assertThat(evaluate(0, "--spacing", "0.001,0.002", "--tolerance", "0.002", "--metrics", "nsd"))
                .contains("found,1,nsd,1.0,").contains("border voxels within 2 µm");
    }

    @Test
    void a_prediction_without_reference_is_named() throws IOException {
        write("predictions/other", 1, 0);
        assertThat(evaluate(3)).contains("edgewise: no reference for").contains("other.nii");
    }
}
