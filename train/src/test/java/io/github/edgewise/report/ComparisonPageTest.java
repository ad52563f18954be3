package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.compare.SomeResults;
import io.github.edgewise.train.History;
import io.github.edgewise.train.EpochScores;
import io.github.edgewise.train.Telemetry;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    static String page() { return page(12, List.of()); }

    private static String page(int patients, List<Report.Example> cases) {
        ComparisonResults results = SomeResults.of(3, 2, patients, (c, s, p) -> 0.7 + 0.01 * p
                + (c == 1 ? 0.05 + 0.001 * p : c == 2 ? 0.002 * (p % 2 == 0 ? 1 : -1.5) : 0));
        List<History> none = List.of(new History(List.of()));
        return new ComparisonPage("one <two>", "three losses", results, Analysis.of(results),
                List.of(none, none, none), cases, Optional.empty(), Map.of("Data", "made & up"),
                "edgewise compare DATA").html();
    }

    @Test
    void begins_with_the_verdict_and_says_what_it_cannot_show() {
        assertThat(page())
                .contains("<h1>one &lt;two&gt;</h1><p class='lead'>Beyond chance, compared with “a”: “b” is "
                        + "better in Dice, HD95, NSD and boundary IoU.")
                .contains("<li>The unit is the patient: 12 patients with 12 cases")
                .contains("made &amp; up");
    }

    @Test
    void marks_what_is_significant_and_nothing_else() {
        String effects = page().split("Compared with “a”</h2>", -1)[1].split("</table>", -1)[0];
        assertThat(effects.split("class='better'", -1)).hasSize(1 + 2 * 4); // difference and p of b in four metrics
        assertThat(effects).doesNotContain("class='worse'");
    }

    @Test
    void an_overview_has_a_line_for_each_loss_with_a_star_beside_what_is_beyond_chance() {
        String overview = page().split("</table>", -1)[0];
        String body = overview.split("<tbody>", -1)[1];
        assertThat(body.split("<tr>", -1)).hasSize(1 + 3);
        assertThat(body.split("<tr>", -1)[2].split("class='by better'", -1)).as("b").hasSize(1 + 4);
        assertThat(body.split("<tr>", -1)[2]).contains("+0.056*</span>");
        assertThat(body.split("<tr>", -1)[3]).as("c").doesNotContain("*", "better", "worse");
    }

    @Test
    void has_a_dot_for_every_patient() {
        String page = page();
        String differences = page.split("patient by patient</h2>", -1)[1].split("<h2>", -1)[0];
        assertThat(differences.split("class='dot'", -1)).hasSize(1 + 4 * 2 * 12);
        String boxes = page.split("Scores of every patient</h2>", -1)[1].split("<h2>", -1)[0];
        assertThat(boxes.split("class='dot'", -1)).hasSize(1 + 4 * 3 * 12);
        assertThat(boxes.split("class='box'", -1)).hasSize(1 + 4 * 3);
    }

    @Test
    void shows_the_least_difference_and_the_probability_of_a_false_claim() {
        String effects = page().split("Compared with “a”</h2>", -1)[1].split("</table>", -1)[0];
        assertThat(effects).contains("<th>least</th>", "<th>false claim</th>", "<td>&lt; 0.1 %</td>");
        assertThat(page()).contains("<li>A real difference is found here with a probability of 80 %");
    }

    @Test
    void classes_have_their_names_and_lost_ones_a_table() {
        ComparisonResults some = SomeResults.ofTwoClasses(6);
        var named = new ComparisonResults(some.contenders(), some.patients(), some.runs(),
                List.of("background", "liver", "tumour <2>"));
        List<History> none = List.of(new History(List.of()));
        for (ComparisonResults results : List.of(some, named)) {
            boolean hasNames = !results.classNames().isEmpty();
            String page = new ComparisonPage("x", "y", results, Analysis.of(results), List.of(none, none),
                    List.of(), Optional.empty(), Map.of(), "z").html();
            assertThat(page).contains(hasNames
                    ? "<summary>tumour &lt;2&gt;</summary>"
                    : "<summary>Class 2</summary>")
                    .contains("<h2>Lost classes</h2>")
                    .contains(hasNames ? "<td class='name'>liver</td>" : "<td class='name'>class 1</td>")
                    .contains(
                            hasNames ? "“b” lost tumour &lt;2&gt; in 6 of 6" : "“b” lost class 2 in 6 of 6");
        }
    }

    @Test
    void has_the_recall_at_equally_many_false_lesions_where_it_was_counted() {
        assertThat(page()).doesNotContain("Lesion recall at equally many");
        ComparisonResults results = SomeResults.withThresholds(8);
        List<History> none = List.of(new History(List.of()));
        String page = new ComparisonPage("x", "y", results, Analysis.of(results), List.of(none, none),
                List.of(),
                Optional.empty(), Map.of(), "z").html();
        String table = page.split("Lesion recall at equally many false lesions</h2>", -1)[1].split("</table>",
                -1)[0];
        assertThat(table.split("<tbody>", -1)[1].split("<tr>", -1)).hasSize(1 + 4 * 2);
        assertThat(table).contains("<td>0.5</td><td>8</td>", "<td>4</td><td>8</td>", " to ");
        assertThat(page).contains("<th>lesion recall at 1 false lesion per case</th>");
        assertThat(page.split("patient by patient</h2>", -1)[1])
                .contains("lesion recall at 1 false lesion per case");
    }

    @Test
    void loads_nothing_from_elsewhere() {
        assertThat(page()).doesNotContainPattern("(src|href)='(?!#|data:)").doesNotContain("http:",
                "@import");
    }

    @Test
    void shows_fewer_cases_rather_than_grow_beyond_5_MB() {
        Grid grid = Grid.of(Shape.of(1000, 1000));
        var random = new Random(1);
        float[] noise = new float[3 * grid.voxels()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        byte[] band = new byte[grid.voxels()];
        Arrays.fill(band, 300_000, 400_000, (byte) 1);
        var drawn = new LabelMap(grid, 2, band);
        var one = new Report.Example("photograph", new Volume(grid, noise), drawn, Map.of("a", drawn));
        String page = page(1200, Collections.nCopies(20, one));
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isBetween(4_000_000, 5_000_000);
        assertThat(page).contains("photograph");
    }

    @Test
    void warns_of_a_last_term_that_has_almost_no_effect() {
        assertThat(withShares(0.2, 0.1)).doesNotContain("had almost no effect");
        assertThat(withShares(0.2, 0.004))
                .contains("“b” 20 % in the first epoch, 0.4 % in the second half; “c” 20 %")
                .contains("For most of the training, the last term of “b” had almost no effect");
    }

    /// A page on which the last term of b has these gradient shares in the first epoch and later, and that of
    /// c always the same.
    private static String withShares(double first, double late) {
        ComparisonResults results = SomeResults.of(3, 1, 12, (c, s, p) -> 0.7);
        List<History> none = List.of(new History(List.of()));
        return new ComparisonPage("x", "y", results, Analysis.of(results),
                List.of(none, List.of(withRatios(first, late)), List.of(withRatios(0.2, 0.2))), List.of(),
                Optional.empty(),
                Map.of(), "z").html();
    }

    private static History withRatios(double... ratios) {
        return new History(DoubleStream.of(ratios).mapToObj(r -> new History.Entry(1, 1, List.of(1., 1.),
                List.of(1., 1.), new Telemetry(List.of(1., r), 0, List.of(), List.of()), 0, EpochScores.NONE,
                0,
                0))
                .toList());
    }
}
