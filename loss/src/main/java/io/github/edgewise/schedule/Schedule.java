package io.github.edgewise.schedule;

import java.util.List;

/// A weight that may change during training.
///
/// To add one, write a record like [Ramp] and its test; `--alpha` then finds it by name. One that adapts to
/// what training measures looks like [Balance].
public interface Schedule {
    /// The weight at a moment.
    double at(TrainingTime moment);

    /// The weight at a moment, given what was measured; most schedules do not look at it.
    ///
    /// @param epochs complete epochs, the last one last; in the first epoch what the step itself measured
    /// @param term number of the term that this schedule weighs
    default double at(TrainingTime moment, List<TermStatistics> epochs, int term) { return at(moment); }

    /// True where [#at(TrainingTime, List, int)] looks at what was measured.
    default boolean isAdaptive() { return false; }

    /// What the terms beside this one are multiplied by meanwhile; 1 unless the schedule takes from them.
    default double othersAt(TrainingTime moment) { return 1; }
}
