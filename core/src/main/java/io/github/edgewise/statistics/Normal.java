package io.github.edgewise.statistics;

/// The standard normal distribution, to about 14 digits.
final class Normal {
    private static final double ROOT = Math.sqrt(2 * Math.PI);

    private Normal() {}

    /// The probability of a value of at most x.
    static double cdf(double x) {
        if (Double.isNaN(x)) return x;
        if (x > 0) return 1 - cdf(-x);
        return x > -2 ? 0.5 - area(-x) : tail(-x);
    }

    /// The value x with `cdf(x) = p`; infinite for 0 and 1. It uses Newton's method from 0, which approaches
    /// the root from one side, because the distribution function is convex below 0.
    static double quantile(double p) {
        if (p > 0.5) return -quantile(1 - p);
        if (p == 0) return Double.NEGATIVE_INFINITY;
        double x = 0;
        for (double last = 1; x < last && x > -40;) {
            last = x;
            x -= (cdf(x) - p) / density(x);
        }
        return x;
    }

    private static double density(double x) { return Math.exp(-x * x / 2) / ROOT; }

    /// The area from 0 to x: `density (x + x^3 / 3 + x^5 / (3 5) + ...)` (Marsaglia 2004).
    private static double area(double x) {
        double sum = x;
        double term = x;
        for (int k = 3; term > sum * 1e-17; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return density(x) * sum;
    }

    /// The area from x on: `density / (x + 1 / (x + 2 / (x + 3 / ...)))` (Laplace).
    private static double tail(double x) {
        double fraction = x;
        for (int k = 150; k > 0; k--) {
            fraction = x + k / fraction;
        }
        return density(x) / fraction;
    }
}
