package io.github.edgewise.schedule;

/// A weight that may change during training.
///
/// To add one, write a record like [Ramp] and its test; `--alpha` then finds it by name.
public interface Schedule {
    /// The weight at a moment.
    double at(Moment moment);

    /// What the terms beside this one are multiplied by meanwhile; 1 unless the schedule takes from them.
    default double othersAt(Moment moment) { return 1; }
}
