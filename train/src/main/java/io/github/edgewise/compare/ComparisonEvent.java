package io.github.edgewise.compare;

import io.github.edgewise.train.Progress;

/// Events of a comparison.
public sealed interface ComparisonEvent {
    /// The number of epochs of every run that fit the time limit.
    record Budgeted(int epochs, double secondsPerRun) implements ComparisonEvent {}

    /// A run begins, continues, or was already complete.
    ///
    /// @param number of all runs, from 1
    /// @param seed as the recipe of the run has it
    /// @param fold from 0
    /// @param isDone whether nothing is left to do
    record Run(int number, int runs, String contender, long seed, int fold,
            boolean isDone) implements ComparisonEvent {}

    /// Something happened in the training of the run.
    record Training(Progress progress) implements ComparisonEvent {}

    /// A held-out case of the run is segmented and scored.
    record Scoring(String caseName, int done, int all) implements ComparisonEvent {}

    /// The run is scored.
    record Scored(RunScores scores) implements ComparisonEvent {}

    /// All runs of a seed are done, so there are results to report.
    record SeedDone(ComparisonResults results) implements ComparisonEvent {}

    /// Out of time; the same call continues later.
    record OutOfTime(int seedsDone, int seeds) implements ComparisonEvent {}
}
