package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PermutationTest {
    @Test
    void all_sign_flips_give_the_p_of_scipy() {
        for (String[] row : Golden.index("statistics/permutation.txt")) {
            Permutation test = Permutation.of(1, Golden.numbers(row[1]));
            assertThat(test.exact()).as(row[0]).isTrue();
            assertThat(test.p()).as(row[0]).isCloseTo(Double.parseDouble(row[2]), within(1e-12));
        }
    }

    @Test
    void three_differences_by_hand() {
        // sums 6, 4, 2, 0 and their negatives; 4 and 6 reach 4
        assertThat(Permutation.of(1, 3, 2, -1)).isEqualTo(new Permutation(3, 4 / 3., 0.5, true));
    }

    @Test
    void random_flips_come_near_the_exact_p_and_depend_on_the_seed_alone() {
        double[] d = new SplittableRandom(2).doubles(20, -0.4, 0.6).toArray();
        double exact = Permutation.of(1, d).p();
        double[] longer = Arrays.copyOf(d, 21); // a zero changes no mean, so p stays
        Permutation sampled = Permutation.of(1, longer);
        assertThat(sampled.exact()).isFalse();
        assertThat(sampled.p()).isCloseTo(exact, within(4 * Math.sqrt(exact * (1 - exact) / 100_000)));
        assertThat(Permutation.of(1, longer)).isEqualTo(sampled);
        assertThat(Permutation.of(2, longer).p()).isNotEqualTo(sampled.p());
    }

    @Test
    void random_flips_of_more_than_sixty_four_differences_stay_independent() {
        double[] d = new double[130];
        Arrays.fill(d, 0, 1, 1);
        Arrays.fill(d, 64, 66, 1);
        Arrays.fill(d, 128, 129, 1); // four ones, three words of signs: the sum is 4 or -4 in 2 of 16
        assertThat(Permutation.of(1, d).p()).isCloseTo(2 / 16., within(0.005));
    }

    @Test
    void random_flips_never_give_zero() {
        double[] d = new double[100];
        Arrays.fill(d, 0.1);
        assertThat(Permutation.of(1, d).p()).isEqualTo(1 / 100_001.);
    }

    @Test
    void rounding_separates_no_ties() {
        // .1 + .2 - .3 is not 0 in doubles; every one of the eight sums is 0, .2, .4 or .6 in size
        assertThat(Permutation.of(1, .1, .2, -.3).p()).isOne();
        assertThat(Permutation.of(1, .3, -.1, .2).p()).isEqualTo(0.5);
    }

    @Test
    void no_difference_gives_one() {
        assertThat(Permutation.of(1).p()).isOne();
        assertThat(Permutation.of(1).mean()).isNaN();
        assertThat(Permutation.of(1, 0, 0)).isEqualTo(new Permutation(2, 0, 1, true));
        assertThat(Permutation.of(1, new double[30]).p()).isOne();
        assertThat(Permutation.of(1, 0.5).p()).isOne();
        assertThatThrownBy(() -> Permutation.of(1, Double.POSITIVE_INFINITY))
                .hasMessageStartingWith("difference 0 is Infinity");
    }

    @Test
    void one_candidate_of_one_has_the_plain_p() {
        var random = new SplittableRandom(5);
        for (int n = 1; n < 12; n++) {
            double[] d = random.doubles(n, -0.4, 0.6).toArray();
            assertThat(Permutation.ofSeveral(1, d)).containsExactly(Permutation.of(1, d));
        }
        assertThat(Permutation.ofSeveral(1)).isEmpty();
        assertThat(Permutation.ofSeveral(1, new double[]{0, 0}, new double[]{1, 1}))
                .extracting(Permutation::p).containsExactly(1., 0.5);
    }

    @Test
    void several_candidates_count_as_by_a_plain_loop() {
        double[][] d = {{3, 2, -1, 1}, {.01, .01, .01, .011}, {-4, -2, -3, -5}};
        int[] reached = new int[3];
        for (int signs = 0; signs < 16; signs++) {
            double most = 0;
            for (double[] candidate : d) {
                most = Math.max(most, Math.abs(statistic(signs, candidate)));
            }
            for (int c = 0; c < 3; c++) {
                if (most >= Math.abs(statistic(0, d[c])) - 1e-9) reached[c]++;
            }
        }
        var tests = Permutation.ofSeveral(1, d);
        for (int c = 0; c < 3; c++) {
            assertThat(tests.get(c).p()).isEqualTo(reached[c] / 16.);
            assertThat(tests.get(c).mean()).isCloseTo(Arrays.stream(d[c]).average().orElseThrow(),
                    within(1e-12));
        }
        // a small but steady gain beside large losses has the smallest p that four patients can give
        assertThat(tests.get(1).p()).isEqualTo(2 / 16.);
        // the same candidate twice costs nothing
        assertThat(Permutation.ofSeveral(1, d[0], d[0]).getFirst()).isEqualTo(Permutation.of(1, d[0]));
    }

    private static double statistic(int signs, double... d) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < d.length; i++) {
            sum += (signs >> i & 1) == 0 ? d[i] : -d[i];
            squares += d[i] * d[i];
        }
        return sum / Math.sqrt(squares);
    }

    @Test
    void random_flips_of_several_candidates_come_near_the_exact_p() {
        double[] d = new SplittableRandom(2).doubles(12, -0.4, 0.6).toArray();
        double[] e = new SplittableRandom(3).doubles(12, -0.4, 0.6).toArray();
        double exact = Permutation.ofSeveral(1, d, e).getFirst().p();
        Permutation sampled = Permutation.ofSeveral(1, Arrays.copyOf(d, 21), Arrays.copyOf(e, 21)).getFirst();
        assertThat(sampled.exact()).isFalse();
        assertThat(sampled.p()).isCloseTo(exact, within(4 * Math.sqrt(exact * (1 - exact) / 100_000) + 1e-5));
    }

    @Test
    void trying_candidates_that_do_nothing_finds_something_in_one_of_twenty_data_sets_at_most() {
        var random = new SplittableRandom(7);
        int found = 0;
        for (int trial = 0; trial < 400; trial++) {
            double[][] d = new double[7][10];
            for (double[] candidate : d) {
                double scale = Math.pow(10, random.nextInt(3));
                Arrays.setAll(candidate, i -> scale * random.nextGaussian());
            }
            if (Permutation.ofSeveral(1, d).stream().anyMatch(test -> test.p() < 0.05)) found++;
        }
        assertThat(found).isLessThan(34); // 20 expected, with a standard deviation of 4.4
    }
}
