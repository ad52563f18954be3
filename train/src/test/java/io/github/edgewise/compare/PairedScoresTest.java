package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedScoresTest {
    @Test
    void cases_of_a_patient_and_seeds_are_averaged() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int s = 0; s < 2; s++) {
                some.score(c, s, "left", "eva", 1, "dice", 0.5 + 0.1 * c + 0.02 * s)
                        .score(c, s, "right", "eva", 1, "dice", 0.7 + 0.1 * c)
                        .score(c, s, "only", "max", 1, "dice", 0.9);
            }
        }
        PairedScores sheet = PairedScores.of(some.results(), "dice", 1);
        assertThat(sheet.patients()).containsExactly("eva", "max");
        assertThat(sheet.perPatient(0)).containsExactly(0.605, 0.9);
        assertThat(sheet.perSeed(0)).containsExactly(0.75, 0.755);
        assertThat(sheet.differences(1)).containsExactly(0.1, 0.0);
    }

    @Test
    void zero_stands_for_the_mean_over_the_classes() {
        ComparisonResults results = new SomeResults(2).score(0, 0, "x", "x", 1, "dice", 0.5)
                .score(0, 0, "x", "x", 2, "dice", 0.9).score(1, 0, "x", "x", 1, "dice", 0.6)
                .score(1, 0, "x", "x", 2, "dice", 0.7).results();
        assertThat(PairedScores.of(results, "dice", 0).perPatient(0)).containsExactly(0.7);
        assertThat(PairedScores.of(results, "dice", 2).differences(1)).containsExactly(-0.2);
    }

    @Test
    void not_inventing_a_class_is_perfect_where_another_loss_invents_it() {
        ComparisonResults results = new SomeResults(2).nothing(0, 0, "x", "x", 1, "hd95")
                .nothing(0, 0, "x", "x", 1, "dice")
                .score(1, 0, "x", "x", 1, "hd95", 80).score(1, 0, "x", "x", 1, "dice", 0).results();
        assertThat(PairedScores.of(results, "hd95", 1).differences(1)).containsExactly(80.);
        assertThat(PairedScores.of(results, "dice", 1).differences(1)).containsExactly(-1.);
    }

    @Test
    void a_class_in_no_mask_of_a_case_does_not_count_for_it() {
        ComparisonResults results = new SomeResults(2).score(0, 0, "x", "x", 1, "dice", 0.5)
                .nothing(0, 0, "x", "x", 2, "dice").nothing(0, 0, "y", "y", 1, "dice")
                .score(1, 0, "x", "x", 1, "dice", 0.6).nothing(1, 0, "x", "x", 2, "dice")
                .nothing(1, 0, "y", "y", 1, "dice").results();
        assertThat(PairedScores.of(results, "dice", 0).patients()).containsExactly("x");
        assertThat(PairedScores.of(results, "dice", 0).values()).isEqualTo(List.of(List.of(List.of(0.5)),
                List.of(List.of(0.6))));
    }

    @Test
    void what_rounding_leaves_of_equal_scores_is_no_difference() {
        var some = new SomeResults(2);
        double[] scores = {0.1, 0.2, 0.3};
        for (int s = 0; s < 3; s++) {
            some.score(0, s, "x", "x", 1, "dice", scores[s]).score(1, s, "x", "x", 1, "dice", scores[2 - s]);
        }
        assertThat(PairedScores.of(some.results(), "dice", 1).differences(1)).containsExactly(0.);
    }

    @Test
    void losses_are_compared_where_all_of_them_and_all_seeds_have_a_score() {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int s = 0; s < 2; s++) {
                some.score(c, s, "x", "x", 1, "hd95_found", 1 + c);
                if (c == 1 && s == 1) some.undefined(c, s, "y", "y", 1, "hd95_found", "no lesion found");
                else some.score(c, s, "y", "y", 1, "hd95_found", 9);
                if (s == 0) some.score(c, s, "z", "z", 1, "hd95_found", 9); // no row at all for the other seed
            }
        }
        PairedScores sheet = PairedScores.of(some.results(), "hd95_found", 1);
        assertThat(sheet.patients()).containsExactly("x");
        assertThat(sheet.differences(1)).containsExactly(1.);
    }
}
