package io.github.edgewise.statistics;

/// The smallest difference that a paired comparison of so many patients can find, known before any of them
/// is scored.
///
/// There are two limits. The exact [Wilcoxon] test of n patients gives no p below `2 / 2^n`, so with m
/// tests and [Holm]'s correction no difference can be significant unless `m 2 / 2^n` is below alpha = 0.05.
/// And a true mean difference is found with a probability of 80 % only if it is at least
///
///     (t_(1 - alpha / (2 m)) + t_0.8) s_d / sqrt(n)
///
/// t are quantiles of Student's distribution with n - 1 degrees of freedom, and `s_d` is the standard
/// deviation of the patients' differences. `alpha / m` is the level that the smallest of m p must reach.
/// For one test it is `(t_0.975 + t_0.8) s_d / sqrt(n)`.
///
/// The second limit is that of the paired t test of normal differences. The signed-rank test needs a little
/// more: in 20,000 simulated comparisons it found this difference in 71 to 78 % from 15 patients on, and in
/// 53 to 78 % with 6 to 12 patients, the lower the closer to the first limit (1 to 15 tests; the t test: 77
/// to 80 %).
///
/// @param patients n
/// @param tests m, the number of tests that are corrected for
public record LeastDifference(int patients, int tests) {
    /// The level below which a corrected p counts as significant.
    public static final double LEVEL = 0.05;
    /// How often the difference is found if it is real.
    public static final double POWER = 0.8;

    public LeastDifference {
        if (patients < 0 || tests < 1) {
            throw new IllegalArgumentException("expected 0 or more patients and 1 or more tests, but got "
                    + patients + " and " + tests);
        }
    }

    /// The smallest p that these patients can give, before the correction.
    public double smallestP() { return Wilcoxon.smallestP(patients); }

    /// The p that is needed before the correction: alpha / m.
    public double neededP() { return LEVEL / tests; }

    /// True if some difference could be significant after the correction.
    public boolean isPossible() { return smallestP() * tests < LEVEL; }

    /// The fewest patients with whom some difference could be significant after the correction for so many
    /// tests.
    public int fewestPatients() {
        int n = 1;
        while (!new LeastDifference(n, tests).isPossible()) n++;
        return n;
    }

    /// The smallest difference that is found with a probability of 80 %, in standard deviations of the
    /// patients' differences. Infinite if no difference can be significant.
    public double inDeviations() {
        if (!isPossible()) return Double.POSITIVE_INFINITY;
        return (Student.quantile(1 - neededP() / 2, patients - 1) + Student.quantile(POWER, patients - 1))
                / Math.sqrt(patients);
    }

    /// The same in the unit of a metric.
    ///
    /// @param deviation the standard deviation of the patients' differences, 0 or more
    public double of(double deviation) {
        return isPossible() ? deviation * inDeviations() : Double.POSITIVE_INFINITY;
    }
}
