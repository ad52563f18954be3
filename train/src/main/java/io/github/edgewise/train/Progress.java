package io.github.edgewise.train;

/// What a run tells while it goes on.
public sealed interface Progress {
    /// A case was read and its distance maps made.
    record Loaded(String caseName, int done, int all) implements Progress {}

    /// The run begins, or goes on at an epoch above 0.
    record Started(long weights, String patch, int train, int validation, int epoch) implements Progress {}

    /// A step was taken.
    record Step(int epoch, int step, int steps, double loss, double secondsLeft) implements Progress {}

    /// A class that is there has not been predicted for many steps.
    ///
    /// @param k the class
    /// @param steps how many
    /// @param alpha weight of the last term of the loss
    /// @param ratio pull of the last term over that of the first
    record Collapsed(int epoch, int k, int steps, double alpha, double ratio) implements Progress {}

    /// An epoch is complete and its checkpoint written.
    record Epoch(History.Entry entry, boolean best) implements Progress {}
}
