package io.github.edgewise.schedule;

import java.util.List;

/// A weight that adapts: it holds the length of this term's gradient at the logits at a stated share of that
/// of the first term, the region loss.
///
/// alpha = ratio * |gradient of the first term| / |gradient of this term|, with the lengths of the epoch
/// before (in the first epoch, of the step itself), and a ratio that ramps from `from` to `to`. The
/// ratio says how much the boundary has to say, whatever the size of the image, the unit of the map and the
/// mean that the loss takes; a bare alpha says nothing by itself. For a weight per class give every
/// class a term of its own: `balance*boundary:classes=1 + balance*boundary:classes=2`.
///
/// @param from ratio in the first epoch
/// @param to ratio in the last
/// @param pause epochs before the ratio begins to change
/// @param most the weight never exceeds this
public record Balance(double from, double to, int pause, double most) implements Schedule {
    public Balance() { this(0.025, 0.5, 0, 1000); }

    /// Up to 1000, ramped from the first epoch on.
    public Balance(double from, double to) { this(from, to, 0, 1000); }

    /// The weight while nothing was measured: in a training loop that does not measure, and to begin with.
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
