package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.metric.BoundaryIou;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Hausdorff;
import io.github.edgewise.metric.LesionF1;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.predict.SegmentedCase;
import io.github.edgewise.train.History;
import io.github.edgewise.train.Progress;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The list of held-out cases, its pictures, and metrics that are folded away.
class CaseListTest {
    private static final List<Metric> METRICS = List.of(new Dice(), new BoundaryIou(), new Hausdorff(95));

    /// A square and the same one moved to the right, in noise.
    private static SegmentedCase moved(String name, int size, int by) {
        Grid grid = Grid.of(Shape.of(size, size));
        float[] noise = new float[grid.voxels()];
        var random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        var one = new Case(name, name, List.of(Path.of("image")), Optional.of(Path.of("mask")),
                LabelRule.AS_STORED);
        return new SegmentedCase(one, new Volume(grid, noise), square(grid, 0), Optional.empty(),
                by < 0 ? new LabelMap(grid, 2, new byte[grid.voxels()]) : square(grid, by));
    }

    private static LabelMap square(Grid grid, int by) {
        int size = grid.shape().width();
        byte[] labels = new byte[grid.voxels()];
        for (int y = size / 4; y < size / 2; y++) {
            Arrays.fill(labels, y * size + size / 4 + by, y * size + size / 2 + by, (byte) 1);
        }
        return new LabelMap(grid, 2, labels);
    }

    private static String list(SegmentedCase... cases) {
        var parts = new ArrayList<Evaluation>();
        var heard = new ArrayList<Progress>();
        var pictures = new CasePictures(heard::add);
        for (SegmentedCase one : cases) {
            parts.add(one.score(METRICS));
            pictures.accept(new Progress.Segmented(one));
        }
        assertThat(heard).as("passed on").hasSize(cases.length);
        return new CaseList(Evaluation.of(parts).with(EmptyMasks.PENALTY), pictures).html();
    }

    /// Three cases, the last by name with the lowest Dice.
    static String list() { return list(moved("a", 32, 0), moved("b", 32, 2), moved("c", 32, 5)); }

    @Test
    void the_lowest_dice_stands_first_and_every_case_has_a_picture() {
        String html = list();
        String[] rows = html.split("<tbody>", -1)[1].split("<tr>", -1);
        assertThat(rows).hasSize(1 + 3);
        assertThat(rows[1]).startsWith("<td class='name'>c</td><td>0.375</td>").contains(
                "<summary>show</summary>",
                "aria-label='reference'", "aria-label='prediction'", "data:image/");
        assertThat(rows[3]).startsWith("<td class='name'>a</td><td>1.000</td>");
        assertThat(html).contains("3 cases with their scores", "<th>HD95, mm</th>")
                .doesNotContain("missed or invented", "have a picture");
    }

    @Test
    void a_missed_class_is_counted_and_names_are_escaped() {
        assertThat(list(moved("<i>'&", 32, -1)))
                .contains("<td class='name'>&lt;i&gt;&#39;&amp;</td><td>0.000</td>",
                        "<th>missed or invented</th>", "<td>1</td>")
                .doesNotContain("<i>");
        assertThat(new CaseList(new Evaluation(List.of()), CasePictures.NONE).html()).isEmpty();
    }

    @Test
    void the_list_stays_below_4_MB_and_says_what_is_left_out() {
        var cases = new SegmentedCase[300];
        for (int i = 0; i < cases.length; i++) {
            cases[i] = moved("case " + i, 300, i % 50);
        }
        String html = list(cases);
        assertThat(html.length()).isBetween(2_000_000, 4_000_000);
        assertThat(html).containsPattern("\\d+ of these cases have a picture.* --maps CASE");
        assertThat(html.split("<summary>show", -1).length - 1).isBetween(20, 299);
    }

    @Test
    void more_cases_than_2000_are_not_listed() {
        var rows = new ArrayList<Evaluation>();
        Grid grid = Grid.of(Shape.of(8, 8));
        for (int i = 0; i < 2001; i++) {
            rows.add(Evaluation.of("case " + i, square(grid, 0), square(grid, i == 7 ? 0 : 1),
                    List.of(new Dice())));
        }
        String html = new CaseList(Evaluation.of(rows), CasePictures.NONE).html();
        assertThat(html.split("<tbody>", -1)[1].split("<tr>", -1)).hasSize(1 + 2000);
        assertThat(html).contains("The 2000 of 2001 cases with the lowest Dice").doesNotContain(">case 7<");
    }

    @Test
    void metrics_of_lesions_are_folded_where_the_median_case_has_one_object() {
        assertThat(LesionMetrics.folded(1)).contains("lesion_f1", "hd95_found");
        assertThat(LesionMetrics.folded(2)).isEmpty();
        assertThat(LesionMetrics.folded(0)).as("never there").isEmpty();
        Grid grid = Grid.of(Shape.of(16, 16));
        Evaluation scores = Evaluation.of("x", square(grid, 0), square(grid, 1),
                List.of(new Dice(), new LesionF1()));
        var run = new Report.Run("r", new History(List.of()), scores);
        var report = new Report("A", "l", Map.of(), List.of(run), List.of());
        String folded = report.html("", _ -> LesionMetrics.folded(1));
        assertThat(folded.split("<details>", -1)[0]).contains(">dice<").doesNotContain(">lesion_f1<");
        assertThat(folded.split("<details>", -1)[1]).contains(">lesion_f1<");
        assertThat(report.html()).contains(">lesion_f1<").doesNotContain("<details>");
    }
}
