package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.metric.Lesion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnalysisTest {
    /// Loss b is 0.05 better for every one of 12 patients, loss c a little worse for half of them.
    private static final ComparisonResults CLEAR = SomeResults.of(3, 2, 12,
            (c, s, p) -> 0.7 + 0.01 * p + 0.001 * s * (p % 3)
                    + (c == 1 ? 0.05 + 0.001 * p : c == 2 ? 0.002 * (p % 2 == 0 ? 1 : -1.5) : 0));

    @Test
    void a_loss_that_is_better_for_every_patient_is_significantly_so() {
        Analysis.Effect dice = Analysis.of(CLEAR).effect("dice", "b").orElseThrow();
        assertThat(dice.difference()).isCloseTo(0.0555, within(1e-9));
        assertThat(dice.p()).isEqualTo(2 / 4096.);
        assertThat(dice.adjusted()).isCloseTo(8 * 2 / 4096., within(1e-12)); // the smallest of 2 losses x 4 metrics
        assertThat(dice.isBetter() && dice.isSignificant()).isTrue();
        assertThat(dice.rankBiserial()).isEqualTo(1);
        assertThat(dice.wins()).isEqualTo(1);
        assertThat(dice.seedsBetter()).isEqualTo(2);
        assertThat(dice.low().orElseThrow()).isBetween(0.05, 0.0555);
        assertThat(dice.high().orElseThrow()).isBetween(0.0555, 0.061);
    }

    @Test
    void a_lower_hd95_is_better_and_so_is_its_effect_positive() {
        Analysis.Effect hd95 = Analysis.of(CLEAR).effect("hd95", "b").orElseThrow();
        assertThat(hd95.difference()).isCloseTo(-0.555, within(1e-9));
        assertThat(hd95.isBetter()).isTrue();
        assertThat(hd95.rankBiserial()).isEqualTo(1);
        assertThat(hd95.relative().orElseThrow()).isCloseTo(-0.555 / (10 * (1 - 0.7 - 0.055 - 0.0005)),
                within(1e-6));
    }

    @Test
    void beside_p_stand_the_probability_of_a_false_claim_and_the_least_difference() {
        Analysis.Effect b = Analysis.of(CLEAR).effect("dice", "b").orElseThrow();
        // differences 0.050, 0.051, ..., 0.061: their sd is 0.001 sqrt(13)
        assertThat(b.deviation()).isCloseTo(0.001 * Math.sqrt(13), within(1e-9));
        assertThat(b.least().orElseThrow()).as("8 tests").isCloseTo(1.2256370755522321 * b.deviation(),
                within(1e-9));
        assertThat(b.falseClaim().orElseThrow()).isBetween(0., 1e-9);
        Analysis.Effect c = Analysis.of(CLEAR).effect("dice", "c").orElseThrow();
        // six times 0.002 and six times -0.003; SciPy's ttest_1samp
        assertThat(c.falseClaim().orElseThrow()).isCloseTo(0.26039060862009855, within(1e-9));
    }

    @Test
    void without_a_difference_or_a_second_patient_there_is_no_claim() {
        assertThat(Analysis.of(SomeResults.of(2, 1, 12, (c, s, p) -> 0.5)).effect("dice", "b").orElseThrow()
                .falseClaim()).isEmpty();
        Analysis.Effect one = Analysis.of(SomeResults.of(2, 1, 1, (c, s, p) -> 0.5 + 0.1 * c))
                .effect("dice", "b").orElseThrow();
        assertThat(one.falseClaim()).isEmpty();
        assertThat(one.least()).as("nothing can be significant").isEmpty();
    }

    @Test
    void noise_is_not_significant() {
        assertThat(Analysis.of(CLEAR).effect("dice", "c").orElseThrow().isSignificant()).isFalse();
    }

    @Test
    void spread_over_seeds_stands_apart_from_that_over_patients() {
        Analysis.Estimate a = Analysis.of(CLEAR).estimates("dice", 1).getFirst();
        assertThat(a.mean()).isCloseTo(0.7 + 0.055 + 0.0005, within(1e-12));
        assertThat(a.overSeeds().orElseThrow()).isCloseTo(0.001 / Math.sqrt(2), within(1e-12));
        assertThat(a.overPatients()).isBetween(0.03, 0.04);
    }

    @Test
    void the_better_loss_ranks_first_in_every_resample() {
        Analysis.Rank dice = Analysis.of(CLEAR).ranks().getFirst();
        assertThat(dice.meanRanks().get(1)).isEqualTo(1);
        assertThat(dice.first()).containsExactly(0., 1., 0.);
    }

    @Test
    void one_patient_and_one_seed_have_no_interval() {
        Analysis one = Analysis.of(SomeResults.of(2, 1, 1, (c, s, p) -> 0.5 + 0.1 * c));
        assertThat(one.estimates("dice", 1).getFirst().low()).isEmpty();
        assertThat(one.estimates("dice", 1).getFirst().overSeeds()).isEmpty();
        assertThat(one.effect("dice", "b").orElseThrow().p()).isEqualTo(1);
    }

    @Test
    void fewer_than_five_patients_have_no_interval() {
        assertThat(Analysis.of(SomeResults.of(2, 2, 4, (c, s, p) -> 0.5 + 0.1 * c + 0.01 * p))
                .effect("dice", "b")
                .orElseThrow().low()).isEmpty();
        assertThat(Analysis.of(SomeResults.of(2, 2, 5, (c, s, p) -> 0.5 + 0.1 * c + 0.01 * p * c))
                .effect("dice", "b").orElseThrow().low()).isPresent();
    }

    @Test
    void a_third_loss_that_invents_a_class_changes_nothing_between_the_other_two() {
        var two = new SomeResults(2);
        var three = new SomeResults(3);
        for (int p = 0; p < 10; p++) {
            String name = "p" + p;
            for (SomeResults some : List.of(two, three)) {
                some.score(0, 0, name, name, 1, "dice", 0.5)
                        .score(1, 0, name, name, 1, "dice", 0.5 + 0.01 * p)
                        .nothing(0, 0, name, name, 2, "dice").nothing(1, 0, name, name, 2, "dice");
            }
            three.score(2, 0, name, name, 1, "dice", 0.5).score(2, 0, name, name, 2, "dice", 0);
        }
        Analysis.Effect alone = Analysis.of(two.results()).effect("dice", "b").orElseThrow();
        Analysis.Effect beside = Analysis.of(three.results()).effect("dice", "b").orElseThrow();
        assertThat(beside.difference()).isEqualTo(alone.difference());
        assertThat(beside.p()).isEqualTo(alone.p());
        assertThat(Analysis.of(three.results()).effect("dice", "c").orElseThrow().difference())
                .isCloseTo(-0.5, within(1e-12));
    }

    @Test
    void patients_without_a_score_do_not_count() {
        var some = new SomeResults(2);
        for (int p = 0; p < 12; p++) {
            String name = "p" + p;
            for (int c = 0; c < 2; c++) {
                if (p < 4) some.score(c, 0, name, name, 1, "dice", 0.5 + 0.1 * c);
                else some.nothing(c, 0, name, name, 1, "dice");
            }
        }
        Analysis analysis = Analysis.of(some.results());
        assertThat(analysis.patients()).isEqualTo(12);
        assertThat(analysis.tested()).isEqualTo(4);
        Verdict verdict = Verdict.of(analysis);
        assertThat(verdict.finding()).startsWith("These data are too few: with 4 patients and 1 test");
        assertThat(verdict.limits())
                .anyMatch(l -> l.startsWith("Left out of the tests: 8 patients without any class"));
    }

    @Test
    void where_every_mask_and_prediction_is_empty_there_is_nothing_to_compare() {
        assertThatThrownBy(() -> Analysis.of(new SomeResults(2).nothing(0, 0, "x", "x", 1, "dice")
                .nothing(1, 0, "x", "x", 1, "dice").results()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nothing to compare");
    }

    @Test
    void a_share_of_nothing_does_not_exist() {
        Analysis analysis = Analysis.of(SomeResults.of(2, 1, 6, (c, s, p) -> 0.1 * c));
        assertThat(analysis.effect("dice", "b").orElseThrow().relative()).isEmpty();
        assertThat(analysis.json()).doesNotContain("Infinity").doesNotContain("NaN");
    }

    @Test
    void a_loss_that_rightly_draws_nothing_is_perfect_in_the_pictures_too() {
        var some = new SomeResults(2);
        for (String metric : List.of("dice", "nsd", "boundary_iou")) {
            some.nothing(0, 0, "x", "x", 1, metric).score(1, 0, "x", "x", 1, metric, 0);
        }
        assertThat(Disagreement.of(some.results()))
                .containsExactly(new Disagreement("x", 1, List.of(1., 0.)));
    }

    @Test
    void penalties_are_counted() {
        ComparisonResults results = SomeResults.of(2, 1, 2, (c, s, p) -> 0.5);
        var rows = new ArrayList<>(results.runs().getLast().scores().rows());
        rows.replaceAll(r -> r.metric().equals("dice") && r.caseName().equals("case0")
                ? new RunScores.Row(r.caseName(), 1, "dice", Optional.of(0.), "", "missed")
                : r);
        var runs = List.of(results.runs().getFirst(),
                new ComparisonResults.Run("b", 0, 0, new RunScores(rows, Map.of())));
        Analysis analysis = Analysis
                .of(new ComparisonResults(results.contenders(), results.patients(), runs));
        assertThat(analysis.estimates("dice", 1).get(0).penalties()).isZero();
        assertThat(analysis.estimates("dice", 1).get(1).penalties()).isEqualTo(1);
    }

    @Test
    void without_a_run_there_is_no_analysis() {
        assertThatThrownBy(() -> Analysis.of(new SomeResults(2).results()))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("no run is complete yet");
    }

    @Test
    void json_has_null_for_what_does_not_exist() {
        JsonNode json = new JsonMapper()
                .readTree(Analysis.of(SomeResults.of(2, 1, 1, (c, s, p) -> 0.5)).json());
        assertThat(json.path("estimates").get(0).path("low").isNull()).isTrue();
        assertThat(json.path("effects").get(0).path("adjusted").asDouble()).isEqualTo(1);
        assertThat(json.path("contenders").get(1).asString()).isEqualTo("b");
    }

    @Test
    void lesions_are_counted_by_thirds_of_their_size() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int s = 0; s < 2; s++) {
                for (int i = 0; i < 36; i++) {
                    boolean small = i < 12;
                    some.lesion(c, s, "case" + i % 6, new Lesion(1, i + 1, !small || (c == 1 && s == 1)));
                }
            }
        }
        List<LesionSizes> strata = Analysis.of(some.results()).strata();
        assertThat(strata).extracting(LesionSizes::name).containsExactly("small", "medium", "large");
        assertThat(strata).extracting(LesionSizes::lesions).containsExactly(12, 12, 12);
        assertThat(strata.getFirst().to()).isEqualTo(12);
        assertThat(strata.getFirst().recalls()).extracting(LesionSizes.Recall::recall).containsExactly(0.,
                0.5);
        assertThat(strata.getFirst().recalls().get(1).difference()).isEqualTo(0.5);
        assertThat(strata.get(1).recalls()).extracting(LesionSizes.Recall::recall).containsExactly(1., 1.);
    }

    @Test
    void one_object_a_patient_is_an_organ_and_makes_no_thirds() {
        var some = new SomeResults(2);
        for (int i = 0; i < 40; i++) {
            some.lesion(0, 0, "x" + i, new Lesion(1, i + 1, true)).lesion(1, 0, "x" + i,
                    new Lesion(1, i + 1, true));
        }
        assertThat(Analysis.of(some.results()).strata()).isEmpty();
    }

    @Test
    void few_lesions_make_no_thirds() {
        var some = new SomeResults(2);
        for (int i = 0; i < LesionSizes.FEWEST - 1; i++) {
            some.lesion(0, 0, "x", new Lesion(1, i + 1, true)).lesion(1, 0, "x", new Lesion(1, i + 1, true));
        }
        assertThat(Analysis.of(some.results()).strata()).isEmpty();
    }

    @Test
    void the_cases_where_losses_are_farthest_apart_come_first() {
        List<Disagreement> all = Disagreement
                .of(SomeResults.repeated(2, 1, 3, (c, s, p) -> 0.5 + 0.1 * c * p));
        assertThat(all).extracting(Disagreement::caseName).containsExactly("case2", "case1", "case0");
        assertThat(all.getFirst().gap()).isCloseTo(0.2, within(1e-12));
    }
}
