package io.github.edgewise.metric;

/// What a metric gives: a value, or the reason why there is none.
public sealed interface Score {
    /// A number in the metric's unit.
    record Value(double value) implements Score {
        public Value {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("a score is a number or undefined with a reason, not NaN");
            }
        }
    }

    /// A number that stands for an undefined score, and why; see [EmptyMasks#PENALTY].
    record Penalty(double value, String why) implements Score {}

    /// No number, and why.
    record Undefined(String why) implements Score {}
}
