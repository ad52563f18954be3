package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class StudentTest {
    @Test
    void distribution_and_quantiles_are_those_of_scipy() {
        for (String[] row : Golden.index("statistics/student.txt")) {
            double x = Double.parseDouble(row[1]);
            int freedom = Integer.parseInt(row[2]);
            double expected = Double.parseDouble(row[3]);
            double ours = row[0].equals("cdf") ? Student.cdf(x, freedom) : Student.quantile(x, freedom);
            assertThat(ours).as(row[0] + " " + x + ", " + freedom)
                    .isCloseTo(expected, within(1e-11 * Math.abs(expected) + 1e-15));
        }
    }

    @Test
    void one_and_two_degrees_of_freedom_have_closed_forms() {
        for (double t = -9; t < 9; t += 0.37) {
            assertThat(Student.cdf(t, 1)).isCloseTo(0.5 + Math.atan(t) / Math.PI, within(1e-14));
            assertThat(Student.cdf(t, 2)).isCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), within(1e-14));
        }
    }

    @Test
    void many_degrees_of_freedom_approach_the_normal_distribution() {
        assertThat(Student.cdf(-1.5, 1_000_000)).isCloseTo(Normal.cdf(-1.5), within(1e-6));
        assertThat(Student.quantile(0.975, 1_000_000)).isCloseTo(Normal.quantile(0.975), within(1e-5));
    }

    @Test
    void the_ends_are_infinite() {
        assertThat(Student.cdf(Double.NEGATIVE_INFINITY, 3)).isZero();
        assertThat(Student.cdf(Double.POSITIVE_INFINITY, 3)).isOne();
        assertThat(Student.cdf(Double.NaN, 3)).isNaN();
        assertThat(Student.quantile(0, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Student.quantile(1, 3)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> Student.cdf(0, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the degrees of freedom must be 1 or more, but are 0");
    }
}
