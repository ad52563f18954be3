package io.github.edgewise.statistics;

/// A check that numbers are finite.
final class Finite {
    private Finite() {}

    /// Throws if a number is NaN or infinite. The message names its position, counted from 0.
    static void check(String what, double... values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "%s %d is %s, expected a finite number; leave that patient out or give a penalty"
                                .formatted(what, i, values[i]));
            }
        }
    }
}
