package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Confidence intervals by resampling patients: bias-corrected and accelerated, BCa (Efron 1987).
///
/// With B resamples of n patients drawn with replacement, the limits are the quantiles of the resampled
/// numbers at `Phi(z0 + (z0 + z) / (1 - a (z0 + z)))`, `z = Phi^-1((1 -+ level) / 2)`. The bias z0 is
/// `Phi^-1` of the share of resampled numbers below the estimate, equal ones counted half. The acceleration a
/// is `sum U_i^3 / (6 (sum U_i^2)^1.5)`, `U_i` the mean of the jackknife's numbers minus the one without
/// patient i. As `scipy.stats.bootstrap`; R's boot.ci interpolates otherwise and counts equal numbers as not
/// below. Intervals of few patients are too narrow: of 5, 10, 20 and 40 numbers from a normal distribution,
/// those of 95 % hold its mean 84, 90, 93 and 93 % of the time (measured, 4,000 samples each).
///
/// Equal seeds and numbers of patients give equal resamples, so intervals of several measures agree on who
/// was drawn.
///
/// | patients | answer |
/// |---|---|
/// | none | all NaN |
/// | one, or one without whom there is no number | the estimate, and no limits: NaN |
/// | all give the same number | both limits are the estimate |
/// | all resamples on one side of the estimate | no limits: NaN |
///
/// Resamples that give no number (NaN) are left out.
///
/// @param resamples how many
/// @param seed of the draws
/// @param level how often an interval is to hold the true number, between 0 and 1
public record Bootstrap(int resamples, long seed, double level) {
    /// A number that some patients give, for [Bootstrap]: for data where a patient brings more than one number.
    @FunctionalInterface
    public interface IndexStatistic {
        /// The number of these patients, who are named by their places from 0. A patient drawn twice stands there
        /// twice and counts twice. NaN where they give none, as the share of found lesions does where nobody has
        /// a lesion.
        double of(int... patients);
    }

    /// An estimate and the limits of its confidence interval.
    ///
    /// @param estimate the number from all patients; NaN where they give none
    /// @param low the lower limit; NaN where there is none
    /// @param high the upper limit; NaN where there is none
    public record Interval(double estimate, double low, double high) {}

    public Bootstrap {
        if (resamples < 1) throw new IllegalArgumentException(resamples + " resamples, expected 1 or more");
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level %s, expected a number between 0 and 1".formatted(level));
        }
    }

    /// 10,000 resamples and 95 %.
    public Bootstrap(long seed) {
        this(10_000, seed, 0.95);
    }

    /// The mean of one number per patient.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public Interval mean(double... values) {
        return of(drawn -> Arrays.stream(drawn).sum() / drawn.length, values);
    }

    /// Any statistic of one number per patient. It is given arrays of at least one number and may change
    /// them.
    ///
    /// @throws IllegalArgumentException if a value is not finite
    public Interval of(ToDoubleFunction<double[]> statistic, double... values) {
        Finite.check("value", values);
        return of(values.length,
                drawn -> statistic.applyAsDouble(Arrays.stream(drawn).mapToDouble(i -> values[i]).toArray()));
    }

    /// The sum of all patients' parts over the sum of their wholes, as found lesions over all lesions:
    /// patients are drawn, each with both numbers, since the lesions of one patient do not vary
    /// independently.
    ///
    /// @throws IllegalArgumentException if a number is not finite or the lengths differ
    public Interval ratio(double[] parts, double[] wholes) {
        if (parts.length != wholes.length) {
            throw new IllegalArgumentException(
                    "%d parts of %d wholes, expected both of every patient".formatted(parts.length,
                            wholes.length));
        }
        Finite.check("part", parts);
        Finite.check("whole", wholes);
        return of(parts.length, drawn -> sum(parts, drawn) / sum(wholes, drawn));
    }

    /// Any number that a choice of these patients gives.
    public Interval of(int patients, IndexStatistic statistic) {
        var random = new SplittableRandom(seed);
        return of(patients, statistic, sample -> random.ints(patients, 0, patients).toArray());
    }

    /// The interval from given draws, so that a test can give those of another program.
    Interval of(int patients, IndexStatistic statistic, IntFunction<int[]> draws) {
        if (patients == 0) return new Interval(Double.NaN, Double.NaN, Double.NaN);
        double estimate = statistic.of(IntStream.range(0, patients).toArray());
        double[] jackknife = jackknife(patients, statistic);
        if (!Double.isFinite(estimate) || jackknife.length < Math.max(2, patients)) {
            return new Interval(estimate, Double.NaN, Double.NaN);
        }
        double[] sorted = IntStream.range(0, resamples).mapToDouble(b -> statistic.of(draws.apply(b)))
                .filter(Double::isFinite).sorted().toArray();
        double bias = Normal.quantile(shareBelow(estimate, sorted));
        if (!Double.isFinite(bias)) return new Interval(estimate, Double.NaN, Double.NaN);
        double acceleration = acceleration(jackknife);
        return new Interval(estimate, limit((1 - level) / 2, bias, acceleration, sorted),
                limit((1 + level) / 2, bias, acceleration, sorted));
    }

    /// The numbers without one patient each, those that there are.
    private static double[] jackknife(int patients, IndexStatistic statistic) {
        if (patients == 1) return new double[0];
        return IntStream.range(0, patients)
                .mapToDouble(
                        left -> statistic.of(IntStream.range(0, patients).filter(i -> i != left).toArray()))
                .filter(Double::isFinite).toArray();
    }

    /// NaN of no numbers. Numbers that only rounding keeps from the estimate are equal to it.
    private static double shareBelow(double estimate, double... sorted) {
        double tolerance = Ranks.tolerance(sorted);
        double below = 0;
        for (double number : sorted) {
            if (Math.abs(number - estimate) <= tolerance) {
                below += 0.5;
            } else if (number < estimate) {
                below++;
            }
        }
        return below / sorted.length;
    }

    private static double acceleration(double... jackknife) {
        double mean = Arrays.stream(jackknife).sum() / jackknife.length;
        double squares = 0;
        double cubes = 0;
        for (double number : jackknife) {
            double u = mean - number;
            squares += u * u;
            cubes += u * u * u;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double limit(double share, double bias, double acceleration, double... sorted) {
        double z = bias + Normal.quantile(share);
        // beyond its pole the formula would come back from the other end
        double stretched = z / Math.max(Double.MIN_NORMAL, 1 - acceleration * z);
        return Quantile.of(Normal.cdf(bias + stretched), sorted);
    }

    private static double sum(double[] values, int... drawn) {
        double sum = 0;
        for (int i : drawn) {
            sum += values[i];
        }
        return sum;
    }
}
