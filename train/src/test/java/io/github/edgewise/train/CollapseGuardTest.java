package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.schedule.TermStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollapseGuardTest {
    private static Step.Outcome step(double predicted, double present) {
        return new Step.Outcome(1, List.of(1.), new TermStatistics(List.of(1.), List.of(1.)), 1,
                List.of(1 - predicted, predicted), List.of(1 - present, present));
    }

    @Test
    void tells_once_that_a_class_is_no_longer_predicted() {
        var guard = new CollapseGuard(2);
        for (int i = 0; i < CollapseGuard.STEPS - 1; i++) {
            assertThat(guard.lost(step(1e-5, 0.01))).isEmpty();
        }
        assertThat(guard.lost(step(1e-5, 0.01))).hasValue(1);
        assertThat(guard.lost(step(1e-5, 0.01))).isEmpty();
    }

    @Test
    void patches_without_the_class_do_not_count_and_one_good_step_starts_anew() {
        var guard = new CollapseGuard(2);
        for (int i = 0; i < 10 * CollapseGuard.STEPS; i++) {
            assertThat(guard.lost(step(0, 0))).isEmpty();
            if (i % CollapseGuard.STEPS == 0) assertThat(guard.lost(step(0.01, 0.01))).isEmpty();
            assertThat(guard.lost(step(1e-5, i % 2 * 0.01))).isEmpty();
        }
    }
}
