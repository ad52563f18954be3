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
                        + "and boundary IoU. “b” against “a”: Dice higher by 0.0555 (+7.4 %), 95 % interval +0.0")
                .contains("p = 0.002, better in 2 of 2 seeds; HD95 lower by 0.555 mm (-22.7 %)");
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
    void says_that_few_patients_cannot_tell() {
        Verdict verdict = verdict(2, 3, 3, (c, s, p) -> 0.7 + 0.1 * c);
        assertThat(verdict.finding())
                .startsWith("These data cannot tell: with 3 patients no difference could be significant");
        assertThat(verdict.limits())
                .anyMatch(l -> l.startsWith("The smallest p that 3 patients can give is 0.250")
                        && l.contains("no difference can be significant here"));
    }

    @Test
    void six_patients_can_be_significant_alone_but_not_corrected() {
        assertThat(verdict(3, 3, 6, (c, s, p) -> 0.7 + 0.1 * c + 0.001 * p).limits())
                .anyMatch(l -> l.contains("only a difference that several metrics share"));
    }

    @Test
    void warns_of_a_single_seed_and_else_tells_what_seeds_do() {
        assertThat(verdict(2, 1, 12, (c, s, p) -> 0.7).limits()).anyMatch(l -> l.startsWith("With one seed"));
        assertThat(verdict(2, 3, 12, (c, s, p) -> 0.7 + 0.01 * s).limits())
                .anyMatch(l -> l
                        .contains("the mean Dice of a loss varies by 0.0100 (standard deviation, 3 seeds)"));
    }
}
