package io.github.edgewise.statistics;

/// Numbers that are numbers.
final class Finite {
    private Finite() {}

    /// Throws where one of them is NaN or infinite, and names it by its place from 0.
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
