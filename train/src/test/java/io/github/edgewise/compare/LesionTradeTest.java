package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LesionTradeTest {
    /// Recall rises by `more` with every further loss, precision falls by `less`, each with some spread over
    /// the patients.
    private static Analysis analysis(int contenders, int patients, double more, double less) {
        var some = new SomeResults(contenders);
        for (int c = 0; c < contenders; c++) {
            for (int p = 0; p < patients; p++) {
                String name = "case" + p;
                double spread = 0.01 * c * (p % 3 - 1);
                some.score(c, 0, name, name, 1, "dice", 0.6 + 0.01 * p + spread)
                        .score(c, 0, name, name, 1, "hd95", 20 + p + spread)
                        .score(c, 0, name, name, 1, "lesion_recall", 0.5 + 0.005 * p + c * more + spread)
                        .score(c, 0, name, name, 1, "lesion_precision", 0.7 - 0.005 * p - c * less + spread);
            }
        }
        return Analysis.of(some.results());
    }

    @Test
    void what_is_found_and_what_is_invented_are_told_together() {
        Analysis analysis = analysis(2, 12, 0.05, 0.04);
        LesionTrade trade = analysis.trades().getFirst();
        assertThat(trade.recall().mean()).isCloseTo(0.5275 + 0.05, within(1e-12));
        assertThat(trade.recall().difference()).isCloseTo(0.05, within(1e-12));
        assertThat(trade.precision().difference()).isCloseTo(-0.04, within(1e-12));
        assertThat(Verdict.of(analysis).finding()).contains(
                "“b” finds more lesions and invents more: lesion recall 0.578, +0.050 (95 % interval +0.04")
                .contains("lesion precision 0.633, -0.040 (95 % interval -0.04");
        assertThat(Verdict.of(analysis(2, 12, -0.05, -0.04)).finding())
                .contains("“b” finds fewer lesions and invents fewer: lesion recall");
        assertThat(Verdict.of(analysis(2, 12, 0, 0.04)).finding())
                .contains("“b” invents more lesions: lesion recall");
        assertThat(Verdict.of(analysis(2, 12, 0.05, 0)).finding())
                .contains("“b” finds more lesions: lesion recall");
    }

    @Test
    void nothing_is_said_where_the_intervals_hold_zero_or_there_are_too_few_patients() {
        assertThat(Verdict.of(analysis(2, 12, 0, 0)).finding()).doesNotContain("lesions");
        Analysis few = analysis(2, 4, 0.05, 0.04);
        assertThat(few.trades().getFirst().recall().low()).isEmpty();
        assertThat(Verdict.of(few).finding()).doesNotContain("finds more");
    }

    @Test
    void with_several_losses_it_stands_among_the_limits() {
        Verdict verdict = Verdict.of(analysis(3, 12, 0.05, 0.04));
        assertThat(verdict.finding()).doesNotContain("finds more");
        assertThat(verdict.limits())
                .anyMatch(l -> l.startsWith("Lesions found and invented, compared with “a”")
                        && l.contains("“b” finds more lesions") && l.contains("“c” finds more lesions"));
    }

    @Test
    void losses_without_lesion_scores_have_no_trade() {
        assertThat(Analysis.of(SomeResults.of(2, 1, 8, (c, s, p) -> 0.7)).trades()).isEmpty();
    }
}
