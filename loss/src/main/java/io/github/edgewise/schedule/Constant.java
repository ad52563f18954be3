package io.github.edgewise.schedule;

/// A weight that never changes.
///
/// @param value the weight
public record Constant(double value) implements Schedule {
    public Constant() { this(1); }

    @Override
    public double at(TrainingTime moment) { return value; }
}
