package io.github.edgewise.schedule;

/// A straight line over the whole run: from + (to - from) * fraction.
///
/// @param from weight in the first epoch
/// @param to weight in the last
public record Ramp(double from, double to) implements Schedule {
    public Ramp() { this(0.01, 1); }

    @Override
    public double at(Moment moment) { return from + (to - from) * moment.fraction(); }
}
