package io.github.edgewise.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Confidence intervals by resampling patients: bias-corrected and accelerated, BCa (Efron 1987).
///
/// There are B resamples of n patients, sampled with replacement. The limits are quantiles of the B resampled
/// numbers, at `Phi(z0 + (z0 + z) / (1 - a (z0 + z)))` with `z = Phi^-1((1 -+ level) / 2)`. The bias z0 is
/// `Phi^-1` of the share of resampled numbers below the estimate; equal numbers count half. The acceleration
/// a is `sum U_i^3 / (6 (sum U_i^2)^1.5)`, where `U_i` is the mean of the jackknife's numbers minus the
/// number without patient i. The same as `scipy.stats.bootstrap`. R's boot.ci interpolates differently and
/// counts equal numbers as not below.
///
/// With few patients intervals are too narrow: for 5, 10, 20 and 40 patients a nominal 95 % interval covers
/// the mean 84, 90, 93 and 93 % of the time (measured on numbers from a normal distribution, 4,000 samples
/// each).
///
/// Equal seeds and equal numbers of patients give the same resamples. So intervals of several measures use
/// the same sampled patients.
///
/// | patients | answer |
/// |---|---|
/// | none | all NaN |
/// | one, or one of them without whom there is no number | the estimate; the limits are NaN |
/// | all give the same number | both limits are the estimate |
/// | all resamples are on one side of the estimate | the limits are NaN |
///
/// Resamples without a number (NaN) are left out.
///
/// @param resamples the number of resamples
/// @param seed of the random resamples
/// @param level how often an interval should cover the true number, between 0 and 1
public record Bootstrap(int resamples, long seed, double level) {
    /// A number computed from some of the patients, for [Bootstrap]. For data with more than one number per
    /// patient.
    @FunctionalInterface
    public interface IndexStatistic {
        /// The number for these patients, given by their positions from 0. A patient who is sampled twice
        /// appears twice and counts twice. NaN if they give no number, for example the share of found
        /// lesions if nobody has a lesion.
        double of(int... patients);
    }

    /// An estimate and the limits of its confidence interval.
    ///
    /// @param estimate the number from all patients; NaN if there is none
    /// @param low the lower limit; NaN if there is none
    /// @param high the upper limit; NaN if there is none
    public record Interval(double estimate, double low, double high) {}

    public Bootstrap {
        if (resamples < 1) {
            throw new IllegalArgumentException(
                    "the number of resamples must be 1 or more, but is " + resamples);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "the level of an interval must be between 0 and 1, but is " + level);
        }
    }

    /// 10,000 resamples and a level of 95 %.
    public Bootstrap(long seed) {
        this(10_000, seed, 0.95);
    }

    /// The mean of one number per patient.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public Interval mean(double... values) {
        return of(sampled -> Arrays.stream(sampled).sum() / sampled.length, values);
    }

    /// The interval of any statistic of one number per patient. The statistic is called with arrays of at
    /// least one number and may change them.
    ///
    /// @throws IllegalArgumentException if a value is not finite
    public Interval of(ToDoubleFunction<double[]> statistic, double... values) {
        Finite.check("value", values);
        return of(values.length,
                sampled -> statistic
                        .applyAsDouble(Arrays.stream(sampled).mapToDouble(i -> values[i]).toArray()));
    }

    /// The interval of a ratio: the sum of all patients' parts divided by the sum of their wholes, for
    /// example found lesions divided by all lesions. Patients are resampled together with both of their
    /// numbers, because the lesions of one patient do not vary independently.
    ///
    /// @throws IllegalArgumentException if a number is not finite or the lengths differ
    public Interval ratio(double[] parts, double[] wholes) {
        if (parts.length != wholes.length) {
            throw new IllegalArgumentException(
                    "expected a part and a whole for every patient, but got %d parts and %d wholes"
                            .formatted(parts.length, wholes.length));
        }
        Finite.check("part", parts);
        Finite.check("whole", wholes);
        return of(parts.length, sampled -> sum(parts, sampled) / sum(wholes, sampled));
    }

    /// The interval of any number that can be computed from a choice of these patients.
    public Interval of(int patients, IndexStatistic statistic) {
        var random = new SplittableRandom(seed);
        return of(patients, statistic, sample -> random.ints(patients, 0, patients).toArray());
    }

    /// The standard error of a number that is computed from a choice of these patients: the standard
    /// deviation of the resampled numbers, times `sqrt(n / (n - 1))`. So it is `s / sqrt(n)` for the mean, up
    /// to the chance of the resamples, where s has the divisor n - 1. NaN for fewer than two patients.
    public double error(int patients, IndexStatistic statistic) {
        if (patients < 2) return Double.NaN;
        var random = new SplittableRandom(seed);
        double[] numbers = IntStream.range(0, resamples)
                .mapToDouble(sample -> statistic.of(random.ints(patients, 0, patients).toArray()))
                .filter(Double::isFinite).toArray();
        return Summary.of(numbers).deviation() * Math.sqrt(patients / (patients - 1.));
    }

    /// The interval from given resamples, so that a test can use those of another program.
    Interval of(int patients, IndexStatistic statistic, IntFunction<int[]> samples) {
        if (patients == 0) return new Interval(Double.NaN, Double.NaN, Double.NaN);
        double estimate = statistic.of(IntStream.range(0, patients).toArray());
        double[] jackknife = jackknife(patients, statistic);
        if (!Double.isFinite(estimate) || jackknife.length < Math.max(2, patients)) {
            return new Interval(estimate, Double.NaN, Double.NaN);
        }
        double[] sorted = IntStream.range(0, resamples).mapToDouble(b -> statistic.of(samples.apply(b)))
                .filter(Double::isFinite).sorted().toArray();
        double bias = Normal.quantile(shareBelow(estimate, sorted));
        if (!Double.isFinite(bias)) return new Interval(estimate, Double.NaN, Double.NaN);
        double acceleration = acceleration(jackknife);
        return new Interval(estimate, limit((1 - level) / 2, bias, acceleration, sorted),
                limit((1 + level) / 2, bias, acceleration, sorted));
    }

    /// The numbers without one patient each. Those that are not finite are left out.
    private static double[] jackknife(int patients, IndexStatistic statistic) {
        if (patients == 1) return new double[0];
        return IntStream.range(0, patients)
                .mapToDouble(
                        left -> statistic.of(IntStream.range(0, patients).filter(i -> i != left).toArray()))
                .filter(Double::isFinite).toArray();
    }

    /// The share of numbers below the estimate; NaN without any number. A number that differs from the
    /// estimate only by rounding counts as equal.
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
        // beyond the pole of the formula its values would come from the wrong end
        double stretched = z / Math.max(Double.MIN_NORMAL, 1 - acceleration * z);
        return Quantile.of(Normal.cdf(bias + stretched), sorted);
    }

    private static double sum(double[] values, int... sampled) {
        double sum = 0;
        for (int i : sampled) {
            sum += values[i];
        }
        return sum;
    }
}
