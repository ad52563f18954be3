package io.github.edgewise.statistics;

/// The t distribution of Student (1908), to about 12 digits, also in its tails.
final class Student {
    private static final double TINY = 1e-300;
    private static final int MOST_TERMS = 10_000;

    private Student() {}

    /// The probability of a value of at most t: for t below 0, `1/2 I_x(f / 2, 1 / 2)` with `x = f / (f +
    /// t^2)`, where I is the regularised incomplete beta function. NaN for NaN.
    ///
    /// @param freedom f, the degrees of freedom, 1 or more
    static double cdf(double t, int freedom) {
        if (freedom < 1) {
            throw new IllegalArgumentException(
                    "the degrees of freedom must be 1 or more, but are " + freedom);
        }
        if (Double.isNaN(t)) return t;
        if (t > 0) return 1 - cdf(-t, freedom);
        double square = t * t;
        if (Double.isInfinite(square)) return 0;
        return beta(freedom / (freedom + square), square / (freedom + square), freedom) / 2;
    }

    /// The value t with `cdf(t) = p`; infinite for 0 and 1. It uses Newton's method from 0, which
    /// approaches the root from one side, because the distribution function is convex below 0.
    static double quantile(double p, int freedom) {
        if (p > 0.5) return -quantile(1 - p, freedom);
        if (p == 0) return Double.NEGATIVE_INFINITY;
        double t = 0;
        for (double last = 1; t < last;) {
            last = t;
            t -= (cdf(t, freedom) - p) / density(t, freedom);
        }
        return t;
    }

    private static double density(double t, int freedom) {
        return Math.pow(1 + t * t / freedom, -(freedom + 1) / 2.) / (Math.sqrt(freedom) * complete(freedom));
    }

    /// `B(f / 2, 1 / 2)`, from `B(1 / 2, 1 / 2) = pi` and `B(1, 1 / 2) = 2` by `B(a + 1, b) = B(a, b) a /
    /// (a + b)`.
    private static double complete(int freedom) {
        double value = freedom % 2 == 1 ? Math.PI : 2;
        for (int f = 2 - freedom % 2; f < freedom; f += 2) {
            value *= f / (f + 1.);
        }
        return value;
    }

    /// `I_x(f / 2, 1 / 2)`, given x and 1 - x; each is exact where it is small.
    private static double beta(double x, double rest, int freedom) {
        double a = freedom / 2.;
        double b = 0.5;
        if (x == 0 || rest == 0) return x == 0 ? 0 : 1;
        double front = Math.pow(x, a) * Math.sqrt(rest) / complete(freedom);
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(a, b, x) / a
                : 1 - front * fraction(b, a, rest) / b;
    }

    /// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), from its
    /// beginning by the method of Lentz (1976).
    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < 1e-15) break;
        }
        return value;
    }

    private static double nonZero(double value) { return Math.abs(value) < TINY ? TINY : value; }
}
