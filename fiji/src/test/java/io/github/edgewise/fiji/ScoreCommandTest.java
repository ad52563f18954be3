package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import io.github.edgewise.metric.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoreCommandTest {
    private final Commands commands = new Commands();

    @AfterEach
    void close() { commands.close(); }

    private static ImagePlus row(String title, String drawing) {
        return Images.sized(Images.labels(title, drawing), 1, 2, 2, "µm");
    }

    private ResultsTable scores(ImagePlus prediction, ImagePlus reference, Object... settings) {
        return commands.output(ScoreCommand.class, "scores", ResultsTable.class,
                inputs(prediction, reference, settings));
    }

    private String refusal(ImagePlus prediction, ImagePlus reference, Object... settings) {
        return commands.refusal(ScoreCommand.class, inputs(prediction, reference, settings));
    }

    private static Map<String, Object> inputs(ImagePlus prediction, ImagePlus reference, Object... settings) {
        var inputs = new HashMap<String, Object>(Map.of("prediction", prediction, "reference", reference));
        for (int i = 0; i < settings.length; i += 2) {
            inputs.put((String) settings[i], settings[i + 1]);
        }
        return inputs;
    }

    private static List<String> column(ResultsTable table, String name) {
        return IntStream.range(0, table.size()).mapToObj(i -> table.getStringValue(name, i)).toList();
    }

    @Test
    void scores_by_hand_with_lengths_in_the_unit_of_the_image() {
        ResultsTable table = scores(row("p", "111...22"), row("g", "1.11..22"), "metrics", "dice, hd");
        assertThat(column(table, "Class")).containsExactly("1", "1", "2", "2");
        assertThat(column(table, "Metric")).containsExactly("dice", "hd", "dice", "hd");
        assertThat(column(table, "Unit")).containsExactly("", "µm", "", "µm");
        assertThat(table.getValue("Value", 0)).isCloseTo(4.0 / 6, within(1e-9));
        assertThat(table.getValue("Value", 1)).as("one pixel of 2 µm").isCloseTo(2, within(1e-9));
        assertThat(table.getValue("Value", 2)).isEqualTo(1);
        assertThat(table.getValue("Value", 3)).isZero();
    }

    @Test
    void without_names_the_usual_metrics_are_scored_with_a_tolerance_that_fits_the_pixels() {
        ResultsTable table = scores(row("p", "11...."), row("g", "111..."));
        assertThat(column(table, "Metric"))
                .containsExactlyElementsOf(Metrics.all().stream().map(m -> m.name()).toList());
        int nsd = column(table, "Metric").indexOf("nsd");
        assertThat(table.getValue("Value", nsd)).as("a border 2 µm away, within 1 µm").isLessThan(1);
        ResultsTable generous = scores(row("p", "11...."), row("g", "111..."), "metrics", "nsd", "tolerance",
                2.0);
        assertThat(generous.getValue("Value", 0)).as("within 2 µm").isEqualTo(1);
        ResultsTable inText = scores(row("p", "11...."), row("g", "111..."), "metrics",
                "nsd:convention=AREA,tolerance=0.002,dice");
        assertThat(column(inText, "Metric")).hasSize(2).last().isEqualTo("dice");
    }

    @Test
    void a_class_of_one_image_only_costs_a_penalty_or_is_left_empty() {
        ResultsTable table = scores(row("p", "1..."), row("g", "1.2."), "metrics", "dice,hd95");
        assertThat(table.getValue("Value", 2)).isZero();
        assertThat(table.getValue("Value", 3)).as("the diagonal").isCloseTo(8, within(1e-9));
        assertThat(column(table, "Note").get(3)).contains("absent from prediction", "penalty");
        ResultsTable skipped = scores(row("p", "1..."), row("g", "1.2."), "metrics", "dice,hd95", "empty",
                "skip");
        assertThat(skipped.getValue("Value", 3)).isNaN();
        assertThat(column(skipped, "Note").get(3)).isEqualTo("class absent from prediction");
        ResultsTable empty = scores(row("p", "...."), row("g", "...."), "metrics", "dice");
        assertThat(empty.size()).isEqualTo(1);
        assertThat(empty.getValue("Value", 0)).isNaN();
    }

    @Test
    void masks_of_255_and_of_1_are_the_same_class() {
        assertThat(scores(row("p", "##.."), row("g", "11.."), "metrics", "dice").getValue("Value", 0))
                .isEqualTo(1);
        assertThat(scores(row("p", "##.."), row("g", "##.."), "metrics", "dice").size()).isEqualTo(1);
        assertThat(scores(row("p", "##.."), row("g", "...."), "metrics", "dice").size()).isEqualTo(1);
        ResultsTable many = scores(row("p", "##.."), row("g", "12.."), "metrics", "dice");
        assertThat(many.size()).as("beside other classes 255 is class 255").isEqualTo(255);
    }

    @Test
    void different_calibrations_are_noted_and_the_reference_counts() {
        ImagePlus prediction = Images.labels("p", "11..");
        ResultsTable table = scores(prediction, row("g", ".11."), "metrics", "hd");
        assertThat(table.getValue("Value", 0)).isCloseTo(2, within(1e-9));
        assertThat(commands.notes()).hasSize(1).first().asString().contains("different calibrations", "g");
    }

    @Test
    void mistakes_are_refused_with_a_sentence() {
        ImagePlus one = row("one", "11..");
        assertThat(refusal(one, row("other", "11..."))).contains("one has 1 x 4", "other has 1 x 5");
        assertThat(refusal(one, one, "metrics", "dise")).contains("dise", "dice");
        assertThat(refusal(one, one, "metrics", "dice,,hd95")).isNotEmpty();
        assertThat(refusal(one, one, "metrics", "ece")).contains("ece needs probabilities");
        assertThat(refusal(one, one, "tolerance", -1.0)).contains("tolerance", "-1");
        assertThat(refusal(one, one, "empty", "zero")).contains("penalty or skip", "zero");
        ImagePlus stack = Images.labels("stack", "11..\n\n11..");
        assertThat(refusal(one, stack)).contains("stack has 2 x 1 x 4");
    }
}
