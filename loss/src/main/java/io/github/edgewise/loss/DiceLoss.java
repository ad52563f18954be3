package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Soft Dice (Milletari et al. 2016, arXiv 1606.04797) as in the boundary loss experiments: the mean over
/// images and classes of 1 - (2 sum p g + e) / (sum p + sum g + e). Sums are over voxels, and e = 1e-10.
///
/// The range is 0 (perfect) to 1. An absent class gives 1 with a gradient of almost 0.
///
/// @param classes the supervised classes; empty for all
public record DiceLoss(List<Integer> classes) implements Loss, RegionLoss {
    private static final double EPSILON = 1e-10;

    public DiceLoss {
        classes = Classes.named(classes);
    }

    /// All classes.
    public DiceLoss() { this(List.of()); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        return Classes.of(classes, 0, prediction).mean(this, prediction, target);
    }

    /// p g, p and g.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = new Classes(channels);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        return List.of(p.mul(g), p, g);
    }

    @Override
    public Tensor ofSums(List<Tensor> sums) {
        Tensor both = sums.get(0);
        Tensor sum = sums.get(1).add(sums.get(2));
        Tensor dice = both.mul(new Scalar(2)).add(new Scalar(EPSILON)).div(sum.add(new Scalar(EPSILON)));
        return dice.mul(new Scalar(-1)).add(new Scalar(1));
    }
}
