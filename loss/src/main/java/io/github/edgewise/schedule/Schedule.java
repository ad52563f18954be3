package io.github.edgewise.schedule;

import java.util.List;

/// A weight that may change during training.
///
/// To add one, write a record like [Ramp] and its test; `--alpha` then finds it by name. [Balance] is an
/// example of a schedule that adapts to what training measures.
public interface Schedule {
    /// The weight at this point in training.
    double at(TrainingTime moment);

    /// The weight at this point in training, given what was measured. Most schedules do not use the
    /// measurements.
    ///
    /// @param epochs the statistics of the complete epochs in order; in the first epoch, those of the step
    ///     itself
    /// @param term the number of the term with this schedule
    default double at(TrainingTime moment, List<TermStatistics> epochs, int term) { return at(moment); }

    /// True if [#at(TrainingTime, List, int)] uses the measurements.
    default boolean isAdaptive() { return false; }

    /// The factor for the weights of the other terms; 1 unless the schedule takes weight from them.
    default double othersAt(TrainingTime moment) { return 1; }
}
