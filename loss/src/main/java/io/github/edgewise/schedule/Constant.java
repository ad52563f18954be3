package io.github.edgewise.schedule;

/// A weight that never changes.
///
/// @param value the weight, 0 or more
public record Constant(double value) implements Schedule {
    public Constant {
        Range.fromZero("a constant weight", value);
    }

    public Constant() { this(1); }

    @Override
    public double at(TrainingTime moment) { return value; }
}
