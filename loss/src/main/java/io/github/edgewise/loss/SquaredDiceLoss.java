package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Soft Dice with squares in the denominator (Milletari et al. 2016, arXiv 1606.04797) as in MIST: the mean
/// over images and classes of sum (g - p)^2 / (sum g^2 + sum p^2 + e). Sums are over voxels, and e = 1e-6.
///
/// The range is 0 (perfect) to 1. For one-hot g this is 1 - 2 sum p g / (sum p^2 + sum g^2), except for e. An
/// absent class gives 1 with a gradient of almost 0, so include the background in the classes.
///
/// @param classes the supervised classes; empty for all
public record SquaredDiceLoss(List<Integer> classes) implements Loss, RegionLoss {
    private static final double EPSILON = 1e-6;

    public SquaredDiceLoss {
        classes = Classes.named(classes);
    }

    /// All classes.
    public SquaredDiceLoss() { this(List.of()); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        return Classes.of(classes, 0, prediction).mean(this, prediction, target);
    }

    /// (g - p)^2, g^2 and p^2.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = new Classes(channels);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        return List.of(g.sub(p).square(), g.square(), p.square());
    }

    @Override
    public Tensor ofSums(List<Tensor> sums) {
        return sums.get(0).div(sums.get(1).add(sums.get(2)).add(new Scalar(EPSILON)));
    }
}
