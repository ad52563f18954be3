package io.github.edgewise.train;

import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import java.util.List;

/// Events of a run.
public sealed interface Progress {
    /// A case was read and its distance maps made.
    record Loaded(String caseName, int done, int all) implements Progress {}

    /// A run of a cross-validation begins, continues, or was already complete.
    ///
    /// @param number from 0
    /// @param heldOut cases that it holds out
    record Fold(int number, int folds, int heldOut, boolean isDone) implements Progress {}

    /// A held-out case is segmented and scored.
    record Scoring(String caseName, int done, int all) implements Progress {}

    /// A validation case is segmented once more, to choose the post-processing.
    record PostWatched(String caseName, int done, int all) implements Progress {}

    /// The validation case that an epoch segmented worst. Before the [Epoch] of the same number.
    ///
    /// @param dice mean Dice over its classes
    /// @param prepared its image as the network sees it
    /// @param reference on the grid of the image as it was read, like the prediction
    record Watched(int epoch, String caseName, double dice, PreparedImage prepared, LabelMap reference,
            LabelMap prediction) implements Progress {}

    /// The post-processing is chosen, or the given one measured.
    record PostChosen(StoredPost stored) implements Progress {}

    /// The lengths that the data suggest, or those of the given plan.
    record Planned(Lengths lengths) implements Progress {}

    /// The run begins, or continues if the epoch is above 0.
    record Started(long weights, String patch, int train, int validation, int epoch) implements Progress {}

    /// Patches are not deformed, although the recipe asks for deformation.
    ///
    /// @param why the property of the loss that rules out deformation
    record Undeformed(String why) implements Progress {}

    /// How often the first patches lack a class, and whether the losses of the run learn from these.
    ///
    /// @param steps of the first epoch that were counted
    /// @param text for example `class 2 is absent from 71 % of the patches; the loss learns from false
    ///     positives there`
    record Absent(int steps, String text) implements Progress {}

    /// The second stage of the run begins.
    ///
    /// @param epoch number of complete epochs
    /// @param best the epoch whose weights it begins with
    /// @param stage its loss and settings
    record StageBegun(int epoch, int best, LateStage stage) implements Progress {}

    /// A run with a second stage is complete.
    ///
    /// @param outcome see [LateStage#outcome]
    record StageDone(String outcome) implements Progress {}

    /// The loss looks at the worst voxel of every window (`scnp`), but half of the objects are smaller than a
    /// window.
    ///
    /// @param median voxels of the median object of the training cases
    /// @param window voxels of a window
    record Specks(int median, int window) implements Progress {}

    /// A step was taken.
    ///
    /// @param terms values of the terms of the loss, before their weights
    record Step(int epoch, int step, int steps, double loss, List<Double> terms, Pace pace)
            implements
                Progress {}

    /// How fast the steps of an epoch go.
    ///
    /// @param stepsPerSecond so far
    /// @param waiting share of their time that was spent waiting for batches, 0 to 1
    /// @param secondsLeft until the end of the run
    record Pace(double stepsPerSecond, double waiting, double secondsLeft) {}

    /// A class that is present has not been predicted for many steps.
    ///
    /// @param classIndex the class
    /// @param steps how many
    /// @param alpha weight of the last term of the loss
    /// @param ratio gradient share of the last term, see [Telemetry#ratio]
    record Collapsed(int epoch, int classIndex, int steps, double alpha, double ratio) implements Progress {}

    /// An epoch is complete and its checkpoint written.
    record Epoch(History.Entry entry, boolean best) implements Progress {}

    /// The run stops early, because its score has not risen for that many epochs.
    ///
    /// @param best the epoch with the highest score
    record Stalled(int epoch, int patience, int best) implements Progress {}
}
