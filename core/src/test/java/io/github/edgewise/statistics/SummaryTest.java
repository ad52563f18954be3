package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void summarises_four_values_by_hand() {
        Summary s = Summary.of(4, 1, 2, 5);
        assertThat(s.mean()).isEqualTo(3);
        assertThat(s.median()).isEqualTo(3);
        assertThat(s.deviation()).isEqualTo(Math.sqrt(10. / 3));
        assertThat(s.lowest()).isEqualTo(1);
        assertThat(s.highest()).isEqualTo(5);
    }

    @Test
    void one_value_has_no_deviation_and_none_has_no_mean() {
        assertThat(Summary.of(7).deviation()).isZero();
        assertThat(Summary.of().n()).isZero();
        assertThat(Summary.of().mean()).isNaN();
    }
}
