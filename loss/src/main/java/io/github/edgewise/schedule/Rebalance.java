package io.github.edgewise.schedule;

/// Moves weight from the other terms to this one: every epoch takes `step` from theirs, which begins at 1 and
/// stays at 0.1 or above, and adds it to this one's (`StealWeight` of the boundary loss experiments, where
/// this one's has no upper limit).
///
/// @param from weight in the first epoch
/// @param step what every epoch moves
/// @param most where this one's weight stays; infinite for never
public record Rebalance(double from, double step, double most) implements Schedule {
    private static final double LEAST = 0.1;

    public Rebalance() { this(0.01, 0.01); }

    /// Without an upper limit.
    public Rebalance(double from, double step) { this(from, step, Double.POSITIVE_INFINITY); }

    @Override
    public double at(TrainingTime moment) {
        return Math.min(most, new Increase(from, step).at(moment));
    }

    @Override
    public double othersAt(TrainingTime moment) {
        double weight = 1;
        for (int e = 0; e < moment.epoch(); e++) {
            weight = Math.max(LEAST, weight - step);
        }
        return weight;
    }
}
