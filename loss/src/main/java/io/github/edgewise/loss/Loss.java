package io.github.edgewise.loss;

import io.github.edgewise.schedule.Constant;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Schedule;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A number to minimise, computed from the prediction of a network and the truth.
///
/// To add one, write a record like [DiceLoss] and its test; `--loss` then finds it by name.
public interface Loss {
    /// The loss of a batch: a tensor without axes, with a gradient.
    ///
    /// @param moment the point in training; only weighted sums use it
    Tensor value(Prediction prediction, Target target, TrainingTime moment);

    /// The loss of a batch for a training loop without schedules. All weights are those at the start of
    /// training.
    default Tensor value(Prediction prediction, Target target) {
        return value(prediction, target, TrainingTime.START);
    }

    /// True if the loss reads [Target#distances()].
    default boolean needsDistances() { return false; }

    /// True if the loss reads [Target#regions()].
    default boolean needsRegions() { return false; }

    /// True if the loss reads [Target#centreLines()].
    default boolean needsCentreLines() { return false; }

    /// How far around a voxel the labels matter, in mm: distances may be limited to this value, and only
    /// components within it are found around a deformed patch. 0 if the loss reads the labels alone.
    default double reachMm() {
        boolean readsMaps = needsDistances() || needsRegions() || needsCentreLines();
        return readsMaps ? Double.POSITIVE_INFINITY : 0;
    }

    /// This loss with the lengths that were left to the data ([Lengths#PLANNED]), in mm. A loss without such
    /// lengths is returned as it is.
    ///
    /// @param unitMm the unit of length of the data set, see [Lengths]
    default Loss planned(double unitMm) { return this; }

    /// The distance maps that the loss reads, if it reads any.
    default Maps maps() { return Maps.USUAL; }

    /// This loss plus `weight` times another.
    default WeightedSum plus(double weight, Loss other) { return plus(new Constant(weight), other); }

    /// This loss plus another whose weight follows a schedule.
    default WeightedSum plus(Schedule weight, Loss other) {
        return new WeightedSum(List.of(new WeightedSum.Term(new Constant(1), this))).plus(weight, other);
    }
}
