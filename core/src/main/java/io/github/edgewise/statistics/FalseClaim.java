package io.github.edgewise.statistics;

/// How probable it is that "better" is wrong, if it is claimed of the method with the better mean.
///
/// **Model.** The paired differences of patients are independent and normal, with an unknown mean m and an
/// unknown standard deviation s. Before the data, all m and all log s are equally plausible (the prior is
/// proportional to `1 / s`). After n differences d with mean `d_` and standard deviation `s_d`, m is
/// distributed as `d_ + t s_d / sqrt(n)`, where t has Student's distribution with n - 1 degrees of freedom.
/// So the probability that the true mean is 0 or on the other side is
///
///     P = T_(n-1)(-sqrt(n) |d_| / s_d)
///
/// This is the one-sided p of the paired t test, from 0 to 1/2. It is the probability of Christodoulou et
/// al. (arXiv 2505.04720), `T_(n-1)(sqrt(n) (x_B - x_A) / sqrt(s_A^2 + s_B^2 - 2 r s_A s_B))`: the paired
/// differences contain r, the correlation of the two methods over patients, and need no guess of it.
///
/// It speaks of one claim. Whoever makes the best of many claims is wrong more often: no correction for
/// several tests is contained. As in every normal model, a few far outliers make it inaccurate.
public final class FalseClaim {
    private FalseClaim() {}

    /// The probability for these differences, one per patient, in any unit; their sign does not matter. If
    /// all differences are the same, 0, or 1/2 if they are zero: there is no better method then. NaN for
    /// fewer than two differences, because one shows no spread.
    ///
    /// @throws IllegalArgumentException if one is not finite
    public static double probability(double... differences) {
        Finite.check("difference", differences);
        int n = differences.length;
        if (n < 2) return Double.NaN;
        Summary of = Summary.of(differences);
        return ofError(of.mean(), of.deviation() / Math.sqrt(n), n);
    }

    /// The same for a difference that is not a mean over patients, if its standard error is known, for
    /// example from [Bootstrap#error]: `T_(n-1)(-|difference| / error)`. 1/2 for no difference, NaN for fewer
    /// than two patients.
    public static double ofError(double difference, double error, int patients) {
        if (patients < 2) return Double.NaN;
        if (difference == 0) return 0.5;
        return Student.cdf(-Math.abs(difference) / error, patients - 1);
    }
}
