package io.github.edgewise.schedule;

/// A point in training.
///
/// @param epoch epochs that are complete, 0 during the first
/// @param fraction how far the run is, 0 in the first epoch to 1 in the last
public record Moment(int epoch, double fraction) {
    /// The beginning of training.
    public static final Moment START = new Moment(0, 0);
}
