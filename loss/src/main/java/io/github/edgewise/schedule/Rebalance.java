package io.github.edgewise.schedule;

/// Moves weight from the other terms to this term. Every epoch takes `step` from the weight of the others,
/// which begins at 1 and never falls below 0.1, and adds it to the weight of this term (`StealWeight` of the
/// boundary loss experiments, where the weight of this term has no upper limit).
///
/// @param from weight in the first epoch, 0 or more
/// @param step weight that every epoch moves, 0 or more
/// @param most upper limit of the weight of this term, above 0; infinite for none
public record Rebalance(double from, double step, double most) implements Schedule {
    private static final double LEAST = 0.1;

    public Rebalance {
        Range.fromZero("from", from);
        Range.fromZero("step", step);
        Range.aboveZero("most", most);
    }

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
