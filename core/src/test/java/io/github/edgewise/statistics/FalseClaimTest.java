package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FalseClaimTest {
    @Test
    void two_and_three_differences_can_be_computed_by_hand() {
        // mean 2, sd sqrt(2), t = 2 with 1 degree of freedom: 1/2 - atan(2) / pi
        assertThat(FalseClaim.probability(1, 3)).isCloseTo(0.5 - Math.atan(2) / Math.PI, within(1e-14));
        // mean 1, sd 1, t = sqrt(3) with 2 degrees of freedom: 1/2 - sqrt(3) / (2 sqrt(5))
        assertThat(FalseClaim.probability(0, 1, 2)).isCloseTo(0.5 - Math.sqrt(3 / 5.) / 2, within(1e-14));
    }

    @Test
    void the_published_formula_and_the_paired_t_test_of_scipy_give_the_same() {
        for (String[] row : Golden.index("statistics/falseclaim.txt")) {
            double[] x = Golden.numbers(row[0]);
            double[] y = Golden.numbers(row[1]);
            double expected = Double.parseDouble(row[2]);
            double[] d = new double[x.length];
            Arrays.setAll(d, i -> x[i] - y[i]);
            assertThat(FalseClaim.probability(d)).as("%d patients", d.length)
                    .isCloseTo(expected, within(1e-9 * expected));
        }
    }

    @Test
    void the_worse_method_gives_the_same_claim_and_the_unit_does_not_matter() {
        double[] d = {0.03, -0.01, 0.05, 0.02};
        double p = FalseClaim.probability(d);
        assertThat(FalseClaim.probability(Arrays.stream(d).map(v -> -v).toArray())).isEqualTo(p);
        assertThat(FalseClaim.probability(Arrays.stream(d).map(v -> 8 * v).toArray()))
                .isCloseTo(p, within(1e-14));
        assertThat(p).isBetween(0., 0.5);
    }

    @Test
    void a_known_standard_error_gives_the_same_as_the_differences() {
        assertThat(FalseClaim.ofError(-2, 1, 2)).isEqualTo(FalseClaim.probability(1, 3));
        assertThat(FalseClaim.ofError(0, 1, 5)).isEqualTo(0.5);
        assertThat(FalseClaim.ofError(0.1, 0, 5)).isZero();
        assertThat(FalseClaim.ofError(0.1, 1, 1)).isNaN();
    }

    @Test
    void without_a_spread_there_is_certainty_and_without_a_difference_there_is_no_better_method() {
        assertThat(FalseClaim.probability(0.25, 0.25, 0.25)).isZero();
        assertThat(FalseClaim.probability(0, 0, 0)).isEqualTo(0.5);
        assertThat(FalseClaim.probability(-0.5, 0.5)).isEqualTo(0.5);
        assertThat(FalseClaim.probability(0.3)).isNaN();
        assertThat(FalseClaim.probability()).isNaN();
        assertThatThrownBy(() -> FalseClaim.probability(1, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("difference 1 is Infinity");
    }

    /// True means and logarithms of true deviations from wide ranges, as the model has it. Only the middle
    /// of the range of deviations is looked at, where its ends have no effect.
    @Test
    void claims_are_false_as_often_as_they_say() {
        var random = new SplittableRandom(8);
        double said = 0;
        int claims = 0;
        int wrong = 0;
        for (int trial = 0; trial < 400_000; trial++) {
            double mean = 24 * (random.nextDouble() - 0.5);
            double deviation = Math.exp(5 * (random.nextDouble() - 0.5));
            double[] d = new double[6];
            Arrays.setAll(d, i -> mean + deviation * random.nextGaussian());
            Summary seen = Summary.of(d);
            double p = FalseClaim.probability(d);
            if (p < 0.05 || p > 0.2 || seen.deviation() < 0.5 || seen.deviation() > 2) continue;
            claims++;
            said += p;
            if (seen.mean() * mean < 0) wrong++;
        }
        assertThat(claims).isGreaterThan(3000);
        assertThat((double) wrong / claims).isCloseTo(said / claims, within(0.015));
    }
}
