package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.volume.Shape;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AbsentClassesTest {
    @BeforeAll
    static void start() { Engine.start(1, 1); }

    private static String text(String losses, Double... shares) {
        Plan plan = Plans.of(Shape.of(16, 16), 1, shares.length);
        return AbsentClasses.text(List.of(shares), StagedLoss.parse(losses), plan).orElse("nothing");
    }

    @Test
    void counts_the_patches_of_all_batches_without_each_class() {
        var absent = new AbsentClasses(3);
        assertThat(absent.shares()).isEmpty();
        for (int n = 0; n < 2; n++) {
            var batch = new Batch(2, 1, 3, Shape.of(4, 4), TargetSpec.LABELS);
            batch.truth(0).labels()[16 + 5] = 1; // the second patch
            if (n == 1) batch.truth(0).labels()[3] = 2;
            absent.add(batch);
        }
        assertThat(absent.shares()).containsExactly(0., 0.5, 0.75);
    }

    @Test
    void tells_which_terms_learn_nothing_where_the_class_is_absent() {
        assertThat(text("generalizedDice:absent=REFERENCE", 0., 0.714))
                .isEqualTo("class 1 is absent from 71 % of "
                        + "the patches; generalizedDice:absent=REFERENCE learns nothing from false positives there");
        assertThat(text("generalizedDice + crossEntropy", 0., 0.714)).isEqualTo(
                "class 1 is absent from 71 % of the patches; the loss learns from false positives there");
        assertThat(text("crossEntropy + 0.5*dice:classes=1", 0., 0.3)).endsWith(
                "; dice:classes=1 learns nothing from false positives there, the other terms do learn");
        assertThat(text("dice:classes=2", 0., 0.001, 0.8)).isEqualTo(
                "class 1 is absent from less than 1 % of the patches; the loss learns from false positives there. "
                        + "class 2 is absent from 80 % of the patches; dice:classes=2 learns nothing from false "
                        + "positives there");
        assertThat(text("dice:classes=1 then dice + boundary", 0., 0.3))
                .endsWith("dice:classes=1 learns nothing "
                        + "from false positives there, and in the second stage the loss learns from false positives there");
        assertThat(text("skeletonRecall + crossEntropy + boundary:bandMm=3", 0., 0.3)).endsWith(
                "; skeletonRecall and boundary:bandMm=3.0 learn nothing from false positives there, "
                        + "the other terms do learn");
        assertThat(text("dice", 0.2, 0.)).isEqualTo("nothing");
        assertThat(text("crossEntropy", 0., 0.5, 0.25))
                .isEqualTo("class 1 is absent from 50 % of the patches, "
                        + "class 2 is absent from 25 % of the patches; the loss learns from false positives there");
    }
}
