package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RanksTest {
    @Test
    void tied_numbers_share_the_mean_of_their_ranks() {
        assertThat(Ranks.of(5, 1, 3, 3, 9, 3)).containsExactly(5, 1, 3, 3, 6, 3);
        assertThat(Ranks.of(2, 2)).containsExactly(1.5, 1.5);
        assertThat(Ranks.of()).isEmpty();
    }

    @Test
    void rounding_does_not_separate_a_tie_but_a_millionth_does() {
        assertThat(Ranks.of(.81 - .78, .83 - .80)).containsExactly(1.5, 1.5);
        assertThat(.81 - .78).isNotEqualTo(.83 - .80);
        assertThat(Ranks.of(0.03, 0.03 + 1e-8)).containsExactly(1, 2);
    }

    @Test
    void places_of_equal_numbers_keep_their_order() {
        assertThat(Ranks.ascending(3, 1, 3, 2, 1)).containsExactly(1, 4, 3, 0, 2);
    }
}
