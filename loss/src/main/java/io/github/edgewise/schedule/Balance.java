package io.github.edgewise.schedule;

import java.util.List;

/// An adaptive weight. It keeps the gradient of this term at a given ratio to the gradient of the first term,
/// the region loss. Both are lengths of the gradient at the logits.
///
/// alpha = ratio * |gradient of the first term| / |gradient of this term|. The lengths are those of the
/// previous epoch; in the first epoch, those of the step itself. The ratio ramps from `from` to `to`. A ratio
/// says how strong the boundary term is, whatever the size of the image, the unit of the map and the mean in
/// the loss. An alpha alone does not say this. For one weight per class, give every class its own term:
/// `balance*boundary:classes=1 + balance*boundary:classes=2`.
///
/// @param from ratio in the first epoch, 0 or more
/// @param to ratio in the last epoch, 0 or more
/// @param pause number of epochs before the ratio begins to change
/// @param most upper limit of the weight, above 0; infinite for none
public record Balance(double from, double to, int pause, double most) implements Schedule {
    public Balance {
        Range.fromZero("from", from);
        Range.fromZero("to", to);
        Range.pause(pause);
        Range.aboveZero("most", most);
    }

    public Balance() { this(0.025, 0.5, 0, 1000); }

    /// With an upper limit of 1000, ramped from the first epoch on.
    public Balance(double from, double to) { this(from, to, 0, 1000); }

    /// The weight if nothing has been measured: at the start, or in a training loop that measures nothing.
    @Override
    public double at(TrainingTime moment) { return 0; }

    @Override
    public double at(TrainingTime moment, List<TermStatistics> epochs, int term) {
        if (epochs.isEmpty()) return at(moment);
        List<Double> gradients = epochs.getLast().gradients();
        double own = gradients.get(term);
        double ratio = new Ramp(from, to, pause).at(moment);
        return own > 0 ? Math.min(most, ratio * gradients.getFirst() / own) : 0;
    }

    @Override
    public boolean isAdaptive() { return true; }
}
