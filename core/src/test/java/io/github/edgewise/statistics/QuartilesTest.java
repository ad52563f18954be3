package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class QuartilesTest {
    @Test
    void nine_values_by_hand() {
        Quartiles q = Quartiles.of(7, 1, 2, 3, 4, 5, 6, 20, -9);
        assertThat(q.first()).isEqualTo(2);
        assertThat(q.median()).isEqualTo(4);
        assertThat(q.third()).isEqualTo(6);
        assertThat(q.lowWhisker()).isEqualTo(1); // the bounds are -4 and 12
        assertThat(q.highWhisker()).isEqualTo(7);
        assertThat(q.outliers()).containsExactly(-9., 20.);
    }

    @Test
    void numpy_gives_the_same() {
        for (String[] row : Golden.index("statistics/quartiles.txt")) {
            Quartiles q = Quartiles.of(Golden.numbers(row[0]));
            assertThat(new double[]{q.first(), q.median(), q.third(), q.lowWhisker(), q.highWhisker()})
                    .containsExactly(Golden.numbers(String.join(" ", row[1], row[2], row[3], row[4], row[5])),
                            within(1e-12));
            assertThat(q.outliers().stream().mapToDouble(Double::doubleValue).toArray())
                    .containsExactly(Golden.numbers(row[6]));
        }
    }

    @Test
    void r_gives_the_same_quartiles() {
        for (String[] row : Golden.index("statistics/r.txt")) {
            if (!row[0].equals("quantile")) continue;
            Quartiles q = Quartiles.of(Golden.numbers(row[1]));
            assertThat(new double[]{q.first(), q.median(), q.third()}).containsExactly(Golden.numbers(row[2]),
                    within(1e-12));
        }
    }

    @Test
    void whiskers_reach_the_box_where_all_beyond_it_are_outliers() {
        Quartiles q = Quartiles.of(0, 0, 0, 10);
        assertThat(q.third()).isEqualTo(2.5);
        assertThat(q.highWhisker()).isEqualTo(2.5);
        assertThat(q.outliers()).containsExactly(10.);
    }

    @Test
    void nothing_gives_no_numbers() {
        assertThat(Quartiles.of().median()).isNaN();
        assertThat(Quartiles.of().highWhisker()).isNaN();
        assertThat(Quartiles.of().outliers()).isEmpty();
        assertThatThrownBy(() -> Quartiles.of(1, Double.NaN)).hasMessageStartingWith("value 1 is NaN");
    }
}
