package io.github.edgewise.schedule;

/// A point in training.
///
/// @param epoch the number of complete epochs; 0 during the first
/// @param fraction the progress of the run: 0 in the first epoch, 1 in the last
public record TrainingTime(int epoch, double fraction) {
    /// The beginning of training.
    public static final TrainingTime START = new TrainingTime(0, 0);

    /// The progress if only the epochs after number `pause` count: 0 up to this epoch, 1 in the last.
    public double fractionAfter(int pause) {
        if (epoch <= pause || fraction <= 0) return pause > 0 ? 0 : fraction;
        double last = epoch / fraction; // number of the last epoch
        return Math.min(1, (epoch - pause) / Math.max(1, last - pause));
    }
}
