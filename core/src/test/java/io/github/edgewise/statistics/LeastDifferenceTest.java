package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeastDifferenceTest {
    @Test
    void six_patients_can_show_a_difference_in_one_test_but_not_in_twelve() {
        var one = new LeastDifference(6, 1);
        assertThat(one.isPossible()).isTrue();
        assertThat(one.smallestP()).isEqualTo(0.03125);
        var twelve = new LeastDifference(6, 12);
        assertThat(twelve.isPossible()).isFalse();
        assertThat(twelve.neededP()).isCloseTo(0.05 / 12, within(1e-15));
        assertThat(twelve.inDeviations()).isInfinite();
        assertThat(twelve.of(0)).isInfinite();
        assertThat(twelve.fewestPatients()).isEqualTo(9); // 12 x 2 / 2^9 is 0.047
        assertThat(new LeastDifference(5, 1).isPossible()).isFalse();
        assertThat(new LeastDifference(0, 1).fewestPatients()).isEqualTo(6);
    }

    @Test
    void in_deviations_it_is_the_formula_with_the_quantiles_of_scipy() {
        assertThat(new LeastDifference(6, 1).inDeviations()).isCloseTo(1.4248378161859803, within(1e-10));
        assertThat(new LeastDifference(12, 1).inDeviations()).isCloseTo(0.8881134215929111, within(1e-10));
        assertThat(new LeastDifference(12, 8).inDeviations()).isCloseTo(1.2256370755522321, within(1e-10));
        assertThat(new LeastDifference(40, 15).of(0.02)).isCloseTo(0.02 * 0.6289459931645724, within(1e-12));
    }

    @Test
    void more_patients_find_less_and_more_tests_only_more() {
        double last = Double.POSITIVE_INFINITY;
        for (int n = 6; n < 60; n++) {
            double least = new LeastDifference(n, 1).inDeviations();
            assertThat(least).isLessThan(last).isLessThan(new LeastDifference(n, 2).inDeviations());
            last = least;
        }
        assertThat(new LeastDifference(20, 4).of(0)).isZero();
    }

    @Test
    void a_number_that_is_none_is_refused() {
        assertThatThrownBy(() -> new LeastDifference(3, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 0 or more patients and 1 or more tests, but got 3 and 0");
    }

    /// 4,000 comparisons of patients whose true difference is the least one.
    @Test
    void the_signed_rank_test_finds_it_in_about_three_of_four_comparisons() {
        assertThat(found(20, 1)).isBetween(0.75, 0.80);
        assertThat(found(20, 8)).isBetween(0.73, 0.78);
        assertThat(found(12, 4)).isBetween(0.74, 0.79);
        assertThat(found(9, 8)).as("close to where nothing can be found").isBetween(0.53, 0.60);
    }

    private static double found(int patients, int tests) {
        var random = new SplittableRandom(5);
        var limit = new LeastDifference(patients, tests);
        int found = 0;
        int trials = 4000;
        for (int trial = 0; trial < trials; trial++) {
            double[] d = new double[patients];
            Arrays.setAll(d, i -> limit.inDeviations() + random.nextGaussian());
            if (Wilcoxon.of(d).p() * tests < LeastDifference.LEVEL) found++;
        }
        return (double) found / trials;
    }
}
