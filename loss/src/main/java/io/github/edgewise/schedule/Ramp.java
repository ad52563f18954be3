package io.github.edgewise.schedule;

/// A linear ramp: `from` up to epoch number `pause`, then evenly to `to` in the last epoch.
///
/// MIST's linear weight is `ramp:from=1,to=0,pause=5` on the region term.
///
/// @param from weight in the first epoch, 0 or more
/// @param to weight in the last epoch, 0 or more
/// @param pause number of epochs before the weight begins to change
public record Ramp(double from, double to, int pause) implements Schedule {
    public Ramp {
        Range.fromZero("from", from);
        Range.fromZero("to", to);
        Range.pause(pause);
    }

    public Ramp() { this(0.01, 1); }

    /// Ramped from the first epoch on.
    public Ramp(double from, double to) { this(from, to, 0); }

    @Override
    public double at(TrainingTime moment) { return from + (to - from) * moment.fractionAfter(pause); }
}
