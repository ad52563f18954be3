package io.github.edgewise.loss;

import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Schedule;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A number to minimise, as a function of what a network predicts and what is true.
///
/// To add one, write a record like [DiceLoss] and its test; `--loss` then finds it by name.
public interface Loss {
    /// The loss of a batch: a tensor without axes, with a gradient.
    ///
    /// @param moment when in training; only weighted sums look at it
    Tensor value(Prediction prediction, Target target, TrainingTime moment);

    /// The loss of a batch for a training loop without schedules: all weights as they are at the start.
    default Tensor value(Prediction prediction, Target target) {
        return value(prediction, target, TrainingTime.START);
    }

    /// True where [Target#distances()] will be read.
    default boolean needsDistances() { return false; }

    /// How far from a boundary distances make a difference, in mm: beyond, they may be cut to this. 0 where
    /// none are read.
    default double reachMm() { return needsDistances() ? Double.POSITIVE_INFINITY : 0; }

    /// Which distance maps are read, where any are.
    default Maps maps() { return Maps.USUAL; }

    /// This loss plus `weight` times another.
    default WeightedSum plus(double weight, Loss other) { return plus(new Constant(weight), other); }

    /// This loss plus another whose weight follows a schedule.
    default WeightedSum plus(Schedule weight, Loss other) {
        return new WeightedSum(List.of(new WeightedSum.Term(new Constant(1), this))).plus(weight, other);
    }
}
