package io.github.edgewise.compare;

import io.github.edgewise.train.Progress;

/// What a comparison tells while it goes on.
public sealed interface ComparisonEvent {
    /// How many epochs every run gets, of the minutes that all of them have together.
    record Budgeted(int epochs, double secondsPerRun) implements ComparisonEvent {}

    /// A run begins, goes on, or was done before.
    ///
    /// @param number of all runs, from 1
    /// @param seed as the recipe of the run has it
    /// @param fold from 0
    /// @param isDone whether nothing is left to do
    record Run(int number, int runs, String contender, long seed, int fold,
            boolean isDone) implements ComparisonEvent {}

    /// Something happened in the training of the run.
    record Training(Progress progress) implements ComparisonEvent {}

    /// A case that the run held back is segmented and scored.
    record Scoring(String caseName, int done, int all) implements ComparisonEvent {}

    /// The run is scored.
    record Scored(RunScores scores) implements ComparisonEvent {}

    /// All runs of a seed are done; results so far are worth a look.
    record SeedDone(Results results) implements ComparisonEvent {}

    /// The minutes are spent; the same command goes on.
    record OutOfTime(int seedsDone, int seeds) implements ComparisonEvent {}
}
