package io.github.edgewise.schedule;

/// Moves weight from the other terms to this one: every epoch takes `step` from theirs, which begins at 1 and
/// stays at 0.1 or above, and adds it to this one's, which has no upper limit (`StealWeight` of the boundary
/// loss experiments).
///
/// @param from weight in the first epoch
/// @param step what every epoch moves
public record Rebalance(double from, double step) implements Schedule {
    private static final double LEAST = 0.1;

    public Rebalance() { this(0.01, 0.01); }

    @Override
    public double at(Moment moment) { return new Increase(from, step).at(moment); }

    @Override
    public double othersAt(Moment moment) {
        double weight = 1;
        for (int e = 0; e < moment.epoch(); e++) {
            weight = Math.max(LEAST, weight - step);
        }
        return weight;
    }
}
