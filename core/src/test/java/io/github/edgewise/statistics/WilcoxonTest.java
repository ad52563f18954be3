package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WilcoxonTest {
    @Test
    void ten_patients_with_ties_give_the_p_of_all_1024_signs() {
        double[] x = {.81, .83, .79, .90, .88, .77, .85, .91, .70, .86};
        double[] y = {.78, .80, .80, .85, .86, .75, .84, .88, .69, .80};
        double[] d = new double[10];
        Arrays.setAll(d, i -> x[i] - y[i]);
        assertThat(Wilcoxon.of(d)).isEqualTo(new Wilcoxon(10, 0, 53, 2, 8 / 1024., true));
    }

    @Test
    void scipy_and_enumeration_give_the_same_exact_p() {
        for (String[] row : Golden.index("statistics/wilcoxon.txt")) {
            Wilcoxon test = Wilcoxon.of(Golden.numbers(row[1]));
            assertThat(test.exact()).as(row[0]).isTrue();
            assertThat(test.zeros()).as(row[0]).isEqualTo(Integer.parseInt(row[2]));
            assertThat(test.positive()).as(row[0]).isEqualTo(Double.parseDouble(row[3]));
            double p = Double.parseDouble(row[4]);
            assertThat(test.p()).as(row[0]).isCloseTo(p, within(1e-9 * p));
        }
    }

    @Test
    void r_gives_the_same_exact_approximate_and_smallest_p() {
        for (String[] row : Golden.index("statistics/r.txt")) {
            double[] numbers = Golden.numbers(row[1]);
            double ours = switch (row[0]) {
                case "wilcox.test exact" -> Wilcoxon.of(numbers).p();
                case "wilcox.test normal" -> Wilcoxon.exactUpTo(0, numbers).p();
                case "smallest p" -> Wilcoxon.smallestP((int) numbers[0]);
                default -> Double.NaN;
            };
            if (Double.isNaN(ours)) continue;
            double p = Double.parseDouble(row[2]);
            assertThat(ours).as("%s of %d", row[0], numbers.length).isCloseTo(p, within(1e-9 * p));
        }
    }

    @Test
    void the_convolution_agrees_with_all_signs_for_up_to_twelve_differences() {
        for (int seed = 0; seed < 150; seed++) {
            var random = new SplittableRandom(seed);
            int steps = 1 + random.nextInt(9); // few steps: many ties and zeros
            double[] d = random.ints(random.nextInt(13), -steps, steps + 1).mapToDouble(i -> i * 0.1)
                    .toArray();
            assertThat(Wilcoxon.of(d).p()).as("seed %d", seed).isCloseTo(enumerated(d), within(1e-12));
        }
    }

    /// The share of all signs whose smaller rank sum is at most the observed one.
    private static double enumerated(double... differences) {
        double[] d = Arrays.stream(differences).filter(v -> v != 0).toArray();
        double[] ranks = new double[d.length];
        for (int i = 0; i < d.length; i++) {
            for (double other : d) {
                double gap = Math.abs(d[i]) - Math.abs(other);
                ranks[i] += gap > 0.01 ? 1 : gap < -0.01 ? 0 : 0.5;
            }
            ranks[i] += 0.5;
        }
        int observed = 0;
        for (int i = 0; i < d.length; i++) {
            if (d[i] > 0) observed |= 1 << i;
        }
        int reached = 0;
        for (int signs = 0; signs < 1 << d.length; signs++) {
            if (smaller(signs, ranks) <= smaller(observed, ranks)) reached++;
        }
        return (double) reached / (1 << d.length);
    }

    private static double smaller(int signs, double... ranks) {
        double positive = 0;
        for (int i = 0; i < ranks.length; i++) {
            if ((signs >> i & 1) == 1) positive += ranks[i];
        }
        return Math.min(positive, Arrays.stream(ranks).sum() - positive);
    }

    @Test
    void neither_scale_nor_direction_changes_p() {
        var random = new SplittableRandom(3);
        double[] d = random.doubles(40, -0.4, 0.6).toArray();
        double p = Wilcoxon.of(d).p();
        assertThat(Wilcoxon.of(Arrays.stream(d).map(v -> -v).toArray()).p()).isEqualTo(p);
        assertThat(Wilcoxon.of(Arrays.stream(d).map(v -> v * 1e6).toArray()).p()).isEqualTo(p);
        assertThat(p).isLessThan(1);
    }

    @Test
    void no_difference_gives_one() {
        assertThat(Wilcoxon.of()).isEqualTo(new Wilcoxon(0, 0, 0, 0, 1, true));
        assertThat(Wilcoxon.of(0, 0, 0)).isEqualTo(new Wilcoxon(3, 3, 0, 0, 1, true));
        assertThat(Wilcoxon.of(5).p()).isOne();
    }

    @Test
    void what_rounding_leaves_of_equal_scores_counts_as_zero() {
        assertThat(0.1 + 0.2 - 0.3).isNotZero();
        assertThat(Wilcoxon.of(0.1 + 0.2 - 0.3, 0.5, 0.25)).isEqualTo(new Wilcoxon(3, 1, 3, 0, 0.5, true));
    }

    @Test
    void the_approximation_takes_over_beyond_five_hundred_and_continues_the_exact_p() {
        double[] d = new SplittableRandom(5).doubles(501, -0.47, 0.53).toArray();
        Wilcoxon more = Wilcoxon.of(d);
        assertThat(more.exact()).isFalse();
        assertThat(more.p()).isCloseTo(Wilcoxon.exactUpTo(501, d).p(), within(1e-4)).isBetween(1e-4, 0.5);
    }

    @Test
    void fewer_than_six_patients_cannot_be_significant() {
        assertThat(Wilcoxon.smallestP(0)).isOne();
        assertThat(Wilcoxon.smallestP(5)).isEqualTo(0.0625).isEqualTo(Wilcoxon.of(1, 2, 3, 4, 5).p());
        assertThat(Wilcoxon.smallestP(6)).isEqualTo(0.03125);
        assertThatThrownBy(() -> Wilcoxon.smallestP(-1))
                .hasMessage("the number of patients must be 0 or more, but is -1");
    }

    @Test
    void a_difference_that_is_no_number_is_named() {
        assertThatThrownBy(() -> Wilcoxon.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "difference 1 is NaN, expected a finite number; leave that patient out or give a penalty");
    }
}
