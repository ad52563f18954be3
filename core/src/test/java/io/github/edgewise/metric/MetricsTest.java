package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.LabelMap;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /// A metric of a user's own.
    ///
    /// @param level what it gives
    public record Level(double level) implements Metric {
        public Level() { this(0.5); }

        @Override
        public String name() { return "level"; }

        @Override
        public boolean higherIsBetter() { return true; }

        @Override
        public Score score(MaskPair masks) { return new Score.Value(level); }
    }

    @Test
    void a_name_is_a_metric_with_its_usual_settings() {
        for (Metric metric : Metrics.known(2)) {
            assertThat(Metrics.parse(metric.name(), 2)).isEqualTo(metric);
        }
        assertThat(Metrics.names()).contains("dice", "hd95", "cc_hd95", "pq", "brats_dice", "ace")
                .doesNotHaveDuplicates();
        assertThat(Metrics.known()).startsWith(Metrics.ofProbabilities().toArray(Metric[]::new));
    }

    @Test
    void settings_reach_every_convention() {
        assertThat(Metrics.parse("hd95:convention=AREA")).isEqualTo(new Hausdorff(95, Convention.AREA));
        assertThat(Metrics.parse("hd:convention=directed"))
                .isEqualTo(new Hausdorff(100, Convention.DIRECTED));
        assertThat(Metrics.parse("assd:convention=area"))
                .isEqualTo(new AverageSurfaceDistance(Convention.AREA));
        assertThat(Metrics.parse("nsd:convention=AREA", 2)).isEqualTo(new SurfaceDice(2, Convention.AREA));
        assertThat(Metrics.parse("hd95:convention=EXACT").name()).isEqualTo("hd95_exact");
        assertThat(Metrics.parse("boundary_iou: ratio = 0.05")).isEqualTo(new BoundaryIou(0.05));
        assertThat(Metrics.parse("cc_hd95:convention=AREA"))
                .isEqualTo(new PerComponent(new Hausdorff(95, Convention.AREA)));
        assertThat(Metrics.parse("cc_assd")).isEqualTo(new PerComponent(new AverageSurfaceDistance()));
        assertThat(Metrics.parse("brats_hd95:dilation=1,above=2,miss=100"))
                .isEqualTo(new BratsHausdorff(1, 2, 100));
        assertThat(Metrics.parse("lesion_recall:from=10,to=100")).isEqualTo(new LesionRecall(10, 100));
    }

    @Test
    void the_name_of_the_record_serves_as_well() {
        assertThat(Metrics.parse("hausdorff:percentile=99")).isEqualTo(new Hausdorff(99));
        assertThat(Metrics.parse("surface_dice", 3)).isEqualTo(new SurfaceDice(3));
        assertThat(Metrics.parse("surfaceDice", 3)).isEqualTo(new SurfaceDice(3));
        assertThat(Metrics.parse("panoptic_quality:threshold=0.1")).isEqualTo(new PanopticQuality(0.1));
    }

    @Test
    void the_name_of_a_result_says_the_settings() {
        assertThat(Metrics.parse("hd95:convention=AREA").name()).isEqualTo("hd95_area");
        assertThat(Metrics.parse("nsd:tolerance=2").name()).isEqualTo("nsd_tolerance=2");
        assertThat(Metrics.parse("nsd:toleranceMm=1").name()).isEqualTo("nsd_toleranceMm=1");
        assertThat(Metrics.parse("nsd:convention=AREA,tolerance=2").name()).isEqualTo("nsd_area_tolerance=2");
        assertThat(Metrics.parse("cc_nsd: tolerance = 2").name()).isEqualTo("cc_nsd_tolerance=2");
        assertThat(Metrics.parse("cc_hd95:convention=AREA").name()).isEqualTo("cc_hd95_area");
        assertThat(Metrics.parse("pq:threshold=0.1").name()).isEqualTo("pq_threshold=0.1");
        assertThat(Metrics.parse("lesion_recall:from=10,to=100").name())
                .isEqualTo("lesion_recall_from=10_to=100");
        assertThat(Metrics.parse("brats_dice:dilation=1,above=2").name())
                .isEqualTo("brats_dice_dilation=1_above=2");
        assertThat(Metrics.parse("ece:bins=10").name()).isEqualTo("ece_bins=10");
    }

    @Test
    void a_metric_under_another_name_scores_the_same() {
        LabelMap reference = Masks.of("###...", "###...");
        LabelMap prediction = Masks.of("...###", "...###");
        var masks = new MaskPair(prediction, reference, 1);
        Metric named = Metrics.parse("nsd:tolerance=3");
        assertThat(named.score(masks)).isEqualTo(new SurfaceDice(3).score(masks));
        assertThat(named.higherIsBetter()).isTrue();
        assertThat(named.penalty(masks)).isZero();
        assertThat(named.badness(0.5)).isEqualTo(-0.5);
        Metric length = Metrics.parse(Level.class.getName() + ":level=2");
        assertThat(length.name()).isEqualTo("level_level=2");
        assertThat(length.score(masks)).isEqualTo(new Score.Value(2));
    }

    @Test
    void only_what_has_a_tolerance_without_a_number_needs_one() {
        assertThat(Metrics.needsTolerance("nsd")).isTrue();
        assertThat(Metrics.needsTolerance("cc_nsd")).isTrue();
        assertThat(Metrics.needsTolerance("nsd:convention=AREA")).isTrue();
        assertThat(Metrics.needsTolerance("nsd:tolerance=2")).isFalse();
        assertThat(Metrics.needsTolerance("hd95")).isFalse();
    }

    @Test
    void mistakes_are_told_with_the_nearest_name() {
        assertMessage("hd96", "no metric hd96; did you mean hd95?; there are dice, iou");
        assertMessage("hd95:convention=AERA", "convention of hd95 cannot be \"AERA\"; it is one of [POOLED");
        assertMessage("hd95:convntion=AREA", "hd95 has no setting \"convntion\"; did you mean convention?");
        assertMessage("dice:tolerance=2", "dice has no setting \"tolerance\"; it has none");
        assertMessage("nsd:tolerance", "must have the form name=value");
        assertMessage("nsd:tolerance=2,tolerance=3", "\"tolerance\" twice");
        assertMessage("nsd:tolerance=2,toleranceMm=3", "nsd has no setting \"tolerance\"");
        assertMessage("nsd:convention=DIRECTED", "must be POOLED, AREA or EXACT");
        assertMessage("nsd:tolerance=x", "toleranceMm of nsd must be a number, but is \"x\"");
        assertMessage("hausdorff:percentile=0", "a percentile must be above 0");
        assertMessage("cc_boundary_iou", "but not boundary_iou");
        assertMessage("cc_", "no metric cc_");
        assertMessage("", "no metric ");
        assertMessage("own.Missing", "no metric \"own.Missing\"");
        assertMessage("per_component:metric=dice", "metric of per_component cannot be \"dice\"");
    }

    private static void assertMessage(String text, String message) {
        assertThatThrownBy(() -> Metrics.parse(text)).as(text).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
