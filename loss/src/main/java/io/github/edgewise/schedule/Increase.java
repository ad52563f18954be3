package io.github.edgewise.schedule;

/// Grows by the same amount every epoch: alpha = from + add * epoch (`AddWeightLoss` of the boundary loss
/// experiments), added up epoch by epoch as they do, so that equal numbers come out.
///
/// @param from weight in the first epoch
/// @param add what every epoch adds
public record Increase(double from, double add) implements Schedule {
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
