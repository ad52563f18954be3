package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class KendallTest {
    private static double tau(String first, String second) {
        return Kendall.tau(Golden.numbers(first), Golden.numbers(second));
    }

    @Test
    void scipy_gives_the_same_with_and_without_ties() {
        for (String[] row : Golden.index("statistics/kendall.txt")) {
            assertThat(tau(row[0], row[1])).as(row[0]).isCloseTo(Double.parseDouble(row[2]), within(1e-12));
        }
    }

    @Test
    void order_alone_counts() {
        assertThat(tau("1 2 3", "0 50 51")).isOne();
        assertThat(tau("1 2 3", "3 2 1")).isEqualTo(-1);
        assertThat(tau("1 2 3", "1 3 2")).isCloseTo(1 / 3., within(1e-15));
    }

    @Test
    void rankings_without_an_order_agree_with_their_like_alone() {
        assertThat(tau("4 4", "1 1")).isOne();
        assertThat(tau("4 4", "1 2")).isZero();
        assertThat(tau("1", "2")).isOne();
        assertThat(tau("", "")).isOne();
    }

    @Test
    void rankings_of_different_things_are_refused() {
        assertThatThrownBy(() -> tau("1 2", "1"))
                .hasMessage("two rankings must have the same length, but have 2 and 1");
    }
}
