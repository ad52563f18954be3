package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Verdict verdict(int contenders, int seeds, int patients, SomeResults.Rule rule) {
        return Verdict.of(Analysis.of(SomeResults.of(contenders, seeds, patients, rule)));
    }

    @Test
    void names_what_is_better_beyond_chance_and_by_how_much() {
        Verdict verdict = verdict(2, 2, 12, (c, s, p) -> 0.7 + 0.01 * p + c * (0.05 + 0.001 * p));
        assertThat(verdict.finding())
                .startsWith("Beyond chance, compared with “a”: “b” is better in Dice, HD95, NSD "
                        + "and boundary IoU. “b” against “a”: Dice better by 0.056 (95 % interval +0.05")
                .contains(
                        "corrected p = 0.002, chance of a false claim < 0.1 %, better in 2 of 2 seeds); HD95 better by 0.56 mm (95 % interval -0.5");
    }

    @Test
    void says_so_where_a_loss_is_worse() {
        assertThat(verdict(2, 1, 12, (c, s, p) -> 0.7 + 0.01 * p - c * (0.05 + 0.001 * p)).finding())
                .contains("“b” is worse in Dice, HD95, NSD and boundary IoU");
    }

    @Test
    void says_so_where_nothing_differs_beyond_chance() {
        assertThat(verdict(2, 1, 12, (c, s, p) -> 0.7 + c * 0.01 * (p % 2 == 0 ? 1 : -1)).finding())
                .startsWith("No loss differs from “a” beyond chance on these data.");
    }

    @Test
    void of_many_losses_only_those_that_differ_beyond_chance_are_told() {
        Verdict three = verdict(3, 1, 12, (c, s, p) -> 0.7 + c * 0.01 * (p % 2 == 0 ? 1 : -1));
        assertThat(three.finding()).contains("“b” against “a”").contains("“c” against “a”");
        Verdict five = verdict(5, 1, 20,
                (c, s, p) -> 0.6 + 0.005 * p
                        + (c == 4 ? 0.1 + 0.001 * p : c * 0.001 * (p % 2 == 0 ? 1 : -1)));
        assertThat(five.finding())
                .startsWith("In one training of each loss, compared with “a”: “e” is better in")
                .contains("“e” against “a”").doesNotContain("“b” against “a”");
    }

    @Test
    void says_that_few_patients_cannot_tell() {
        Verdict verdict = verdict(2, 3, 3, (c, s, p) -> 0.7 + 0.1 * c);
        assertThat(verdict.finding())
                .startsWith("These data are too few: with 3 patients and 4 tests no difference "
                        + "can be significant");
        assertThat(verdict.limits())
                .anyMatch(l -> l.startsWith("The smallest p that 3 patients can give is 0.250")
                        && l.contains("no difference can be significant here"));
    }

    @Test
    void what_holm_makes_of_the_smallest_p_decides_whether_data_can_tell() {
        // 4 tests: 4 x 2 / 2^7 is 0.0625, 4 x 2 / 2^8 is 0.031
        assertThat(verdict(2, 1, 7, (c, s, p) -> 0.7 + 0.1 * c + 0.001 * p * c).finding())
                .startsWith("These data are too few: with 7 patients");
        assertThat(verdict(2, 1, 8, (c, s, p) -> 0.7 + 0.1 * c + 0.001 * p * c).finding())
                .startsWith("In one training of each loss, compared with “a”: “b” is better");
    }

    @Test
    void says_which_differences_would_have_been_found() {
        assertThat(verdict(2, 2, 12, (c, s, p) -> 0.7 + 0.01 * c * (p % 3 - 1)).limits())
                .anyMatch(l -> l
                        .startsWith("A real difference is found here with a probability of 80 % if it is at "
                                + "least: Dice 0.00"));
        assertThat(verdict(2, 3, 3, (c, s, p) -> 0.7 + 0.1 * c).limits())
                .noneMatch(l -> l.startsWith("A real difference is found"));
    }

    @Test
    void shares_are_written_with_the_digits_that_count() {
        assertThat(Verdict.percent(0.314)).isEqualTo("31 %");
        assertThat(Verdict.percent(0.0314)).isEqualTo("3.1 %");
        assertThat(Verdict.percent(0.0009)).isEqualTo("< 0.1 %");
    }

    @Test
    void warns_of_a_single_seed_and_else_tells_what_seeds_do_to_the_difference() {
        assertThat(verdict(2, 1, 12, (c, s, p) -> 0.7).limits()).anyMatch(l -> l.startsWith("With one seed"));
        // both losses rise alike with the seed: their difference does not vary
        assertThat(verdict(2, 3, 12, (c, s, p) -> 0.7 + 0.01 * s + 0.05 * c).limits())
                .anyMatch(l -> l.contains(
                        "in Dice +0.050 ± 0.000 for “b” (mean and standard deviation over 3 seeds)"));
        assertThat(verdict(2, 3, 12, (c, s, p) -> 0.7 + 0.01 * s * c + 0.05 * c).limits())
                .anyMatch(l -> l.contains("+0.060 ± 0.010 for “b”"));
    }

    @Test
    void warns_of_intervals_of_few_patients() {
        assertThat(verdict(2, 1, 10, (c, s, p) -> 0.7).limits())
                .anyMatch(l -> l.startsWith("With few patients intervals are too narrow"));
        assertThat(verdict(2, 1, 20, (c, s, p) -> 0.7).limits())
                .noneMatch(l -> l.startsWith("With few patients intervals are too narrow"));
    }

    @Test
    void equal_losses_are_called_equal() {
        assertThat(verdict(2, 1, 12, (c, s, p) -> 0.7).finding()).contains("Dice equal; HD95 equal");
    }

    /// Two losses of which the first misses everything of the first two patients.
    private static Verdict withHd95(double whole, double found) {
        var some = new SomeResults(2);
        for (int c = 0; c < 2; c++) {
            for (int p = 0; p < 6; p++) {
                String name = "case" + p;
                some.score(c, 0, name, name, 1, "dice", 0.7);
                if (c == 0 && p < 2) {
                    some.penalty(c, 0, name, name, 1, "hd95", 500)
                            .undefined(c, 0, name, name, 1, "hd95_found", "no lesion found");
                } else {
                    some.score(c, 0, name, name, 1, "hd95", whole).score(c, 0, name, name, 1, "hd95_found",
                            found);
                }
            }
        }
        return Verdict.of(Analysis.of(some.results()));
    }

    @Test
    void says_so_where_hd95_is_that_of_missed_lesions_and_not_of_borders() {
        assertThat(withHd95(23.1, 1.44).limits())
                .contains(
                        "Here HD95 mainly measures missed and false positive lesions, not borders: with “a” it is "
                                + "23.10 mm, and 1.44 mm without these lesions, over the cases in which it "
                                + "found a lesion.");
        assertThat(withHd95(3, 1.6).limits()).as("penalties are no borders")
                .noneMatch(l -> l.contains("missed and false positive"));
    }
}
