package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void patients_and_seeds_vary_apart_by_hand() {
        Spread spread = Spread.of(List.of(List.of(1., 3., 8.), List.of(3., 5., 10.)));
        // means of patients 2, 4, 9; of seeds 4, 6
        assertThat(spread.patients()).isCloseTo(Math.sqrt((9 + 1 + 16) / 2.), within(1e-15));
        assertThat(spread.seeds()).isCloseTo(Math.sqrt(2), within(1e-15));
    }

    @Test
    void one_seed_or_patient_says_nothing_on_its_spread() {
        Spread one = Spread.of(List.of(List.of(1., 3.)));
        assertThat(one.seeds()).isNaN();
        assertThat(one.patients()).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(Spread.of(List.of(List.of(1.), List.of(1.)))).isEqualTo(new Spread(Double.NaN, 0));
        assertThat(Spread.of(List.of())).isEqualTo(new Spread(Double.NaN, Double.NaN));
        assertThat(Spread.of(List.of(List.of()))).isEqualTo(new Spread(Double.NaN, Double.NaN));
    }

    @Test
    void scores_of_other_patients_or_no_number_are_named() {
        assertThatThrownBy(() -> Spread.of(List.of(List.of(1., 2.), List.of(1.))))
                .hasMessage(
                        "seed 1 has scores of 1 patients, but seed 0 has scores of 2; give all of them the same patients");
        assertThatThrownBy(() -> Spread.of(List.of(List.of(1., Double.NaN))))
                .hasMessageStartingWith("the score of seed 0 and patient 1 is NaN");
    }
}
