package io.github.edgewise.statistics;

import java.util.List;
import java.util.stream.IntStream;

/// How much scores vary between patients, and how much between repeated trainings.
///
/// There are scores x of S seeds and n patients. `x_.j` is the mean of patient j over the seeds, `x_i.` the
/// mean of seed i over the patients:
///
///     patients = sqrt(sum_j (x_.j - x_..)^2 / (n - 1))
///     seeds    = sqrt(sum_i (x_i. - x_..)^2 / (S - 1))
///
/// The first also contains the variation between seeds that remains in a mean over S seeds. The second also
/// contains the random variation that remains in a mean over n patients.
///
/// @param patients the standard deviation of the patients' means; NaN for fewer than two patients
/// @param seeds the standard deviation of the seeds' means; NaN for fewer than two seeds
public record Spread(double patients, double seeds) {
    /// The spreads of `scores.get(seed).get(patient)`.
    ///
    /// @throws IllegalArgumentException if seeds have different numbers of patients, or a score is not finite
    public static Spread of(List<List<Double>> scores) {
        double[][] x = Scores.rows("seed", scores);
        if (x.length == 0) return new Spread(Double.NaN, Double.NaN);
        double[] ofPatients = IntStream.range(0, x[0].length)
                .mapToDouble(j -> Summary.of(IntStream.range(0, x.length).mapToDouble(i -> x[i][j]).toArray())
                        .mean())
                .toArray();
        double[] ofSeeds = IntStream.range(0, x.length).mapToDouble(i -> Summary.of(x[i]).mean()).toArray();
        return new Spread(deviation(ofPatients), deviation(ofSeeds));
    }

    private static double deviation(double... values) {
        return values.length < 2 ? Double.NaN : Summary.of(values).deviation();
    }
}
