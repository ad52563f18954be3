package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.FreeResponse;
import io.github.edgewise.metric.LesionCurve;
import io.github.edgewise.metric.LesionCurve.Point;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.train.StoredPost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThresholdSectionTest {
    private static LesionCurve curve(String name, int found) {
        return new LesionCurve(name, 1, 4, 40, List.of(new Point(0.1, 4, 60, 4, 200, 40),
                new Point(0.5, found, found + 1, found, 60, 30), new Point(0.9, 0, 0, 0, 0, 0)));
    }

    @Test
    void recalls_have_intervals_and_curves_leave_out_what_is_not_defined() {
        var response = new FreeResponse(List.of(curve("a", 1), curve("b", 2), curve("c", 3)));
        String html = ThresholdSection.html(List.of(response), name -> name,
                List.of("background", "<tumour>"));
        assertThat(html).contains("FROC", "&lt;tumour&gt;", "recall at 0.5 false", "threshold 0.5")
                .doesNotContain("<tumour>", "NaN");
        // 56 false lesions per case are beyond the edge of the chart; at 1 per case half of the lesions
        List<String> recalls = ThresholdSection.recalls(response, name -> name);
        assertThat(recalls.getFirst()).startsWith("0.000");
        assertThat(recalls.get(1)).matches("0\\.500 \\(0\\.\\d+ to 0\\.\\d+\\)");
        assertThat(ThresholdSection.html(List.of(), name -> name, List.of())).isEmpty();
        assertThat(ThresholdSection.recalls(new FreeResponse(List.of()), name -> name)).containsOnly("-");
    }

    @Test
    void a_chart_without_a_point_is_not_drawn() {
        assertThat(new PointChart("A", List.of(new PointChart.Series("a", List.of(
                new PointChart.Point(Double.NaN, 1, "no")))))
                .svg()).isEmpty();
        assertThat(new PointChart("A", List.of(new PointChart.Series("a & b", List.of(
                new PointChart.Point(0, 0, "<p>")))))
                .svg()).contains("&lt;p&gt;", "a &amp; b").doesNotContain("NaN");
    }

    @Test
    void post_processing_is_told_with_what_was_tried() {
        var step = new StoredPost.Step(1, "smallest=10", 4, 0.0123, 0.031, true);
        var effect = new StoredPost.Effect(1, "lesion_precision", Optional.of(0.5), Optional.empty());
        var post = new StoredPost(PostProcessing.parse("1:smallest=10"), false, 9, "chosen on 9 patients",
                List.of(step), List.of(effect));
        String html = PostSection.html(Optional.of(post), new Evaluation(List.of(), List.of("", "a<b")));
        assertThat(html).contains("1:smallest=10", "chosen on 9 patients", "+0.0123", "0.031", "yes", "0.500",
                "a&lt;b");
        assertThat(PostSection.html(Optional.empty(), new Evaluation(List.of()))).isEmpty();
    }
}
