package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class NormalTest {
    @Test
    void distribution_and_quantiles_are_those_of_scipy() {
        for (String[] row : Golden.index("statistics/normal.txt")) {
            double x = Double.parseDouble(row[1]);
            double expected = Double.parseDouble(row[2]);
            double ours = row[0].equals("cdf") ? Normal.cdf(x) : Normal.quantile(x);
            assertThat(ours).as(row[0] + " " + x).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
        }
    }

    @Test
    void the_ends_are_infinite() {
        assertThat(Normal.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Normal.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Normal.cdf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Normal.cdf(Double.POSITIVE_INFINITY)).isOne();
        assertThat(Normal.quantile(Double.NaN)).isNaN();
    }
}
