package io.github.edgewise.distance;

/// One axis of a transform of keys: its length and its step costs, whole numbers above the bits of a number.
final class NumberAxis {
    final int n;
    /// The cost of a single step.
    final double unit;
    /// The bits of a key that are the number.
    final long mask;
    private final long[] rising;
    private final long[] both;

    /// @param ratio the spacing in smallest spacings
    /// @param fraction bits of the fraction of a squared distance
    /// @param shift bits of a number
    NumberAxis(int n, double ratio, int fraction, int shift) {
        this.n = n;
        this.mask = (1L << shift) - 1;
        this.rising = new long[n];
        this.both = new long[2 * n - 1];
        double square = Math.scalb(ratio * ratio, fraction);
        for (int i = 0; i < n; i++) {
            rising[i] = Math.round((double) i * i * square) << shift;
            both[n - 1 + i] = rising[i];
            both[n - 1 - i] = rising[i];
        }
        this.unit = Math.scalb(square, shift);
    }

    /// The costs of the steps 0 to n - 1.
    long[] steps() { return rising; }

    /// The costs of the steps from `1 - n` to `n - 1`. The cost of step d is at `n - 1 + d`.
    long[] costs() { return both; }

    long cost(int d) { return rising[Math.abs(d)]; }
}
