package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.train.History;
import io.github.edgewise.train.EpochScores;
import io.github.edgewise.train.Telemetry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TermShareTest {
    /// A run whose last gradient is that long in each epoch, beside a first one of 2, with a weight of 0.5.
    private static History run(double... lengths) {
        var entries = new ArrayList<History.Entry>();
        for (double length : lengths) {
            var telemetry = new Telemetry(List.of(2., length), 0, List.of(), List.of());
            entries.add(
                    new History.Entry(entries.size() + 1, 1, List.of(1., 1.), List.of(1., 0.5), telemetry, 0,
                            EpochScores.NONE, 0, 0));
        }
        return new History(entries);
    }

    @Test
    void is_the_mean_over_runs_in_the_first_epoch_and_in_the_second_half() {
        TermShare pull = TermShare.of("ramp", List.of(run(3, 9, 0.04, 0.02), run(1, 9, 0.02, 0)))
                .orElseThrow();
        assertThat(pull).isEqualTo(new TermShare("ramp", 0.5, 0.005));
        assertThat(pull.isNegligible()).isTrue();
        assertThat(pull.text()).isEqualTo("“ramp” 50 % in the first epoch, 0.5 % in the second half");
        assertThat(new TermShare("balance", 0.1, 0.1).isNegligible()).isFalse();
        assertThat(new TermShare("faint", 0.03, 0).text())
                .isEqualTo("“faint” 3.0 % in the first epoch, below 0.1 % in the second half");
    }

    @Test
    void of_two_stages_that_of_the_last_stage_with_several_terms_is_told() {
        var entries = new ArrayList<History.Entry>();
        var alone = new History.Entry(1, 1, List.of(1.), List.of(1.), Telemetry.NONE, 0, EpochScores.NONE, 0,
                0);
        entries.add(alone);
        run(3, 0.04).entries().forEach(e -> entries.add(e.stage(2)));
        assertThat(TermShare.of("late", List.of(new History(entries))).orElseThrow())
                .isEqualTo(new TermShare("late, stage 2", 0.75, 0.01));
        var first = new ArrayList<>(run(3, 0.04).entries());
        first.add(alone.stage(2));
        assertThat(TermShare.of("early", List.of(new History(first))).orElseThrow().contender())
                .isEqualTo("early, stage 1");
    }

    @Test
    void a_loss_of_one_term_has_none() {
        var alone = new History.Entry(1, 1, List.of(1.), List.of(1.), Telemetry.NONE, 0, EpochScores.NONE, 0,
                0);
        assertThat(TermShare.of("gdl", List.of(new History(List.of(alone))))).isEmpty();
        assertThat(TermShare.of("gdl", List.of(new History(List.of())))).isEmpty();
    }
}
