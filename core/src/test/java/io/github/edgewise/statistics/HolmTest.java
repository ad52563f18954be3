package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void three_tests_by_hand() {
        assertThat(Holm.adjusted(0.04, 0.01, 0.03)).containsExactly(0.06, 0.03, 0.06);
    }

    @Test
    void r_gives_the_same() {
        int compared = 0;
        for (String[] row : Golden.index("statistics/r.txt")) {
            if (!row[0].equals("p.adjust holm")) continue;
            assertThat(Holm.adjusted(Golden.numbers(row[1]))).containsExactly(Golden.numbers(row[2]),
                    within(1e-12));
            compared++;
        }
        assertThat(compared).isEqualTo(4);
    }

    @Test
    void adjusted_p_are_at_most_one_and_there_are_none_of_none() {
        assertThat(Holm.adjusted(0.6, 1, 0.5)).containsExactly(1, 1, 1);
        assertThat(Holm.adjusted()).isEmpty();
    }

    @Test
    void what_is_no_probability_is_refused() {
        assertThatThrownBy(() -> Holm.adjusted(0.1, 1.5)).hasMessage("p = 1.5, expected 0 to 1");
        assertThatThrownBy(() -> Holm.adjusted(Double.NaN)).hasMessage("p = NaN, expected 0 to 1");
    }
}
