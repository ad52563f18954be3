package io.github.edgewise.schedule;

/// Grows by the same amount every epoch: alpha = from + add * epoch (`AddWeightLoss` of the boundary loss
/// experiments). It is added up epoch by epoch, as in the experiments, so that the numbers are equal.
///
/// @param from weight in the first epoch, 0 or more
/// @param add amount added after every epoch, 0 or more
public record Increase(double from, double add) implements Schedule {
    public Increase {
        Range.fromZero("from", from);
        Range.fromZero("add", add);
    }

    public Increase() { this(0.01, 0.01); }

    @Override
    public double at(TrainingTime moment) {
        double weight = from;
        for (int e = 0; e < moment.epoch(); e++) {
            weight += add;
        }
        return weight;
    }
}
