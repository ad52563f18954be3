package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LostClassTest {
    /// Loss b does not predict class 1 in some of 12 cases; class 2 is in the reference of no case, and b
    /// invents it in the first.
    private static ComparisonResults results(int seeds, int lost) {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int s = 0; s < seeds; s++) {
                for (int p = 0; p < 12; p++) {
                    String name = "case" + p;
                    boolean isLost = c == 1 && p < lost;
                    some.score(c, s, name, name, 1, "dice", isLost ? 0 : 0.7 + 0.01 * p);
                    if (isLost) some.penalty(c, s, name, name, 1, "hd95", 90);
                    else some.score(c, s, name, name, 1, "hd95", 5 + p);
                    if (c == 1 && p == 0) {
                        some.score(c, s, name, name, 2, "dice", 0).undefined(c, s, name, name, 2, "assd",
                                "class absent from reference");
                    } else {
                        some.nothing(c, s, name, name, 2, "dice");
                    }
                }
            }
        }
        return some.results();
    }

    @Test
    void a_case_counts_where_the_reference_has_the_class_and_the_prediction_has_no_voxel_of_it() {
        assertThat(LostClass.of(results(1, 12))).containsExactly(new LostClass(1, "a", 12, 12, 0),
                new LostClass(1, "b", 12, 12, 12));
        assertThat(LostClass.of(results(3, 2))).as("each seed counts").containsExactly(
                new LostClass(1, "a", 12, 36, 0), new LostClass(1, "b", 12, 36, 6));
        assertThat(LostClass.of(results(1, 0))).isEmpty();
    }

    @Test
    void half_of_the_predictions_are_a_lost_class() {
        assertThat(new LostClass(1, "b", 12, 12, 6).isMostlyLost()).isTrue();
        assertThat(new LostClass(1, "b", 12, 12, 5).isMostlyLost()).isFalse();
        assertThat(new LostClass(1, "b", 0, 0, 0).isMostlyLost()).isFalse();
    }

    @Test
    void the_verdict_names_a_lost_class_and_its_limits_name_others() {
        assertThat(Verdict.of(Analysis.of(results(1, 12))).finding())
                .contains(
                        " “b” lost class 1 in 12 of 12 cases: not one voxel of it was predicted there. “b” against “a”");
        Verdict few = Verdict.of(Analysis.of(results(3, 2)));
        assertThat(few.finding()).doesNotContain("lost");
        assertThat(few.limits())
                .contains("Predictions without a voxel of a class that is there: “b” lost class 1 "
                        + "in 6 of 36 predictions (12 cases, 3 seeds).");
    }

    @Test
    void a_class_has_its_name() {
        ComparisonResults some = results(1, 12);
        var named = new ComparisonResults(some.contenders(), some.patients(), some.runs(),
                List.of("background", "liver"));
        assertThat(Verdict.of(Analysis.of(named)).finding()).contains("“b” lost liver in 12 of 12 cases");
    }

    @Test
    void json_has_the_counts() {
        JsonNode lost = new JsonMapper().readTree(Analysis.of(results(1, 12)).json()).path("lost").get(1);
        assertThat(lost.path("class").asInt()).isOne();
        assertThat(lost.path("contender").asString()).isEqualTo("b");
        assertThat(lost.path("lost").asInt()).isEqualTo(12);
    }
}
