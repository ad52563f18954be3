package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.statistics.Bootstrap.IndexStatistic;
import io.github.edgewise.statistics.Bootstrap.Interval;
import io.github.edgewise.fixture.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /// The interval of a line of the table, from its indices.
    private static Interval ofIndices(String... row) {
        double[] values = Golden.numbers(row[1]);
        double[] wholes = Golden.numbers(row[2]);
        int[] drawn = Arrays.stream(Golden.numbers(row[4])).mapToInt(i -> (int) i).toArray();
        int n = values.length;
        IndexStatistic statistic = patients -> {
            double[] chosen = Arrays.stream(patients).mapToDouble(i -> values[i]).toArray();
            return switch (row[0]) {
                case "mean" -> Summary.of(chosen).mean();
                case "deviation" -> Summary.of(chosen).deviation();
                default ->
                    Arrays.stream(chosen).sum() / Arrays.stream(patients).mapToDouble(i -> wholes[i]).sum();
            };
        };
        return new Bootstrap(drawn.length / n, 0, Double.parseDouble(row[3])).of(n, statistic,
                b -> Arrays.copyOfRange(drawn, b * n, (b + 1) * n));
    }

    @Test
    void scipy_gives_the_same_limits_from_the_same_resamples() {
        List<String[]> rows = Golden.index("statistics/bca.txt");
        assertThat(rows).hasSize(4);
        for (String[] row : rows) {
            Interval interval = ofIndices(row);
            assertThat(new double[]{interval.estimate(), interval.low(), interval.high()}).as(row[0])
                    .containsExactly(Golden.numbers(String.join(" ", row[5], row[6], row[7])), within(1e-9));
        }
    }

    @Test
    void r_gives_nearly_the_same_limits_from_the_same_resamples() {
        List<String[]> rows = Golden.index("statistics/bca.txt");
        for (String[] row : Golden.index("statistics/r.txt")) {
            if (!row[0].equals("boot.ci")) continue;
            Interval interval = ofIndices(rows.get(Integer.parseInt(row[1])));
            double width = interval.high() - interval.low();
            assertThat(new double[]{interval.low(), interval.high()}).as(row[1]).containsExactly(
                    Golden.numbers(row[2]), within(0.05 * width)); // 250 resamples, interpolated otherwise
        }
    }

    @Test
    void intervals_of_normal_data_hold_the_mean_about_as_often_as_they_say() {
        var random = new SplittableRandom(8);
        int held = 0;
        for (int trial = 0; trial < 600; trial++) {
            double[] values = new double[40];
            Arrays.setAll(values, i -> random.nextGaussian());
            Interval interval = new Bootstrap(600, trial, 0.95).mean(values);
            if (interval.low() <= 0 && 0 <= interval.high()) held++;
        }
        assertThat(held / 600.).isBetween(0.91, 0.97);
    }

    @Test
    void a_skewed_sample_gets_an_interval_that_leans_to_its_tail() {
        double[] values = new double[30];
        var random = new SplittableRandom(4);
        Arrays.setAll(values, i -> Math.exp(random.nextGaussian()));
        Interval interval = new Bootstrap(1).mean(values);
        assertThat(interval.high() - interval.estimate())
                .isGreaterThan(1.1 * (interval.estimate() - interval.low()));
        Interval mirrored = new Bootstrap(1).mean(Arrays.stream(values).map(v -> -v).toArray());
        assertThat(mirrored.low()).isCloseTo(-interval.high(), within(1e-9));
        assertThat(mirrored.high()).isCloseTo(-interval.low(), within(1e-9));
    }

    @Test
    void the_seed_decides_and_nothing_else() {
        double[] values = new SplittableRandom(1).doubles(12).toArray();
        assertThat(new Bootstrap(5).mean(values)).isEqualTo(new Bootstrap(10_000, 5, 0.95).mean(values));
        assertThat(new Bootstrap(6).mean(values)).isNotEqualTo(new Bootstrap(5).mean(values));
        assertThat(new Bootstrap(5).of(v -> Arrays.stream(v).sum() / v.length, values))
                .isEqualTo(new Bootstrap(5).mean(values));
    }

    @Test
    void lesions_of_one_patient_count_together() {
        // ten lesions each, all found or none: as wide as five patients are, not as fifty lesions
        double[] hits = {10, 0, 10, 10, 0, 10, 0, 10, 10, 0};
        double[] lesions = new double[10];
        Arrays.fill(lesions, 10);
        Interval clustered = new Bootstrap(1).ratio(hits, lesions);
        assertThat(clustered).isEqualTo(new Bootstrap(1).mean(1, 0, 1, 1, 0, 1, 0, 1, 1, 0));
        assertThat(clustered.high() - clustered.low()).isGreaterThan(0.5);
    }

    @Test
    void patients_without_a_lesion_do_not_spoil_the_ratio() {
        Interval interval = new Bootstrap(1).ratio(new double[]{1, 0, 2, 0}, new double[]{2, 0, 2, 0});
        assertThat(interval.estimate()).isEqualTo(0.75);
        assertThat(interval.low()).isEqualTo(0.5);
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void one_patient_alone_gives_no_limits() {
        assertThat(new Bootstrap(1).mean(3)).isEqualTo(new Interval(3, Double.NaN, Double.NaN));
        assertThat(new Bootstrap(1).ratio(new double[]{1, 0, 0}, new double[]{2, 0, 0}))
                .isEqualTo(new Interval(0.5, Double.NaN, Double.NaN));
    }

    @Test
    void nothing_gives_nothing_and_equal_values_an_interval_without_width() {
        assertThat(new Bootstrap(1).mean()).isEqualTo(NONE);
        assertThat(new Bootstrap(1).ratio(new double[2], new double[2])).isEqualTo(NONE);
        assertThat(new Bootstrap(1).mean(0.25, 0.25, 0.25)).isEqualTo(new Interval(0.25, 0.25, 0.25));
        assertThat(new Bootstrap(1).mean(0, 0)).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void a_statistic_that_every_resample_lowers_has_no_limits() {
        Interval distinct = new Bootstrap(50, 1, 0.95).of(40,
                drawn -> Arrays.stream(drawn).distinct().count());
        assertThat(distinct).isEqualTo(new Interval(40, Double.NaN, Double.NaN));
    }

    @Test
    void rounding_of_means_does_not_move_the_limits() {
        double[] tenths = {0.1, 0.2, 0.3, 0.3, 0.7, 0.1, 0.4};
        Interval whole = new Bootstrap(1).mean(Arrays.stream(tenths).map(v -> Math.rint(10 * v)).toArray());
        assertThat(new Bootstrap(1).mean(tenths).low()).isCloseTo(whole.low() / 10, within(1e-9));
    }

    @Test
    void the_error_of_a_mean_is_the_known_one() {
        double[] values = new SplittableRandom(7).doubles(15).toArray();
        IndexStatistic mean = sampled -> Arrays.stream(sampled).mapToDouble(i -> values[i]).average()
                .orElseThrow();
        double known = Summary.of(values).deviation() / Math.sqrt(15);
        assertThat(new Bootstrap(1).error(15, mean)).isCloseTo(known, within(0.02 * known));
        assertThat(new Bootstrap(1).error(1, mean)).isNaN();
        assertThat(new Bootstrap(1).error(2, sampled -> 3)).isZero();
    }

    @Test
    void settings_and_data_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new Bootstrap(0, 1, 0.95))
                .hasMessage("the number of resamples must be 1 or more, but is 0");
        assertThatThrownBy(() -> new Bootstrap(10, 1, 95))
                .hasMessage("the level of an interval must be between 0 and 1, but is 95.0");
        assertThatThrownBy(() -> new Bootstrap(1).mean(1, Double.NaN))
                .hasMessageStartingWith("value 1 is NaN");
        assertThatThrownBy(() -> new Bootstrap(1).ratio(new double[1], new double[2]))
                .hasMessage("expected a part and a whole for every patient, but got 1 parts and 2 wholes");
    }
}
