package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Tversky loss (Salehi et al. 2017, arXiv 1706.05721): the mean over images and classes of 1 - (TP + s) /
/// (TP + delta FN + (1 - delta) FP + s), with TP = sum p g, FN = sum (1 - p) g and FP = sum p (1 - g).
///
/// The range is 0 (perfect) to 1. With delta 0.5 it is Dice. With a larger delta, a false negative costs more
/// than a false positive. An absent class gives almost 1 with a gradient of the order of s, so include the
/// background in the classes. In MONAI, alpha = 1 - delta is the weight of FP and beta = delta that of FN;
/// both are 0.5 by default.
///
/// @param classes the supervised classes; empty for all
/// @param delta the weight of false negatives, 0 to 1
/// @param smooth s, which decides between 0 and 1 where a class is absent and not predicted
public record TverskyLoss(List<Integer> classes, double delta, double smooth) implements Loss, RegionLoss {
    public TverskyLoss {
        classes = Classes.named(classes);
        checkDelta(delta);
        if (!(smooth > 0) || Double.isInfinite(smooth)) {
            throw new InvalidInputException("smooth must be positive, but is " + smooth);
        }
    }

    /// All classes, delta 0.7, smooth 1e-5.
    public TverskyLoss() { this(List.of(), 0.7, 1e-5); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        return Classes.of(classes, 0, prediction).mean(this, prediction, target);
    }

    /// True positives, false negatives and false positives.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = new Classes(channels);
        return counts(c.of(prediction.probabilities()), c.of(target.oneHot()));
    }

    @Override
    public Tensor ofSums(List<Tensor> sums) { return missedIndex(sums, delta, smooth); }

    static void checkDelta(double delta) {
        if (!(delta >= 0 && delta <= 1)) {
            throw new InvalidInputException(
                    "delta, the weight of false negatives, must be a number from 0 to 1, but is " + delta);
        }
    }

    /// One minus the Tversky index of every image and class, `[B,C]`.
    static Tensor perClass(Tensor p, Tensor g, double delta, double smooth) {
        return missedIndex(counts(p, g).stream().map(Classes::overVoxels).toList(), delta, smooth);
    }

    /// TP, FN and FP of every voxel.
    static List<Tensor> counts(Tensor p, Tensor g) {
        Tensor both = p.mul(g);
        return List.of(both, g.sub(both), p.sub(both)); // of sums, they would cancel in float32 and go below 0
    }

    /// One minus the Tversky index.
    static Tensor missedIndex(List<Tensor> counts, double delta, double smooth) {
        Tensor wrong = counts.get(1).mul(new Scalar(delta)).add(counts.get(2), new Scalar(1 - delta));
        return wrong.div(counts.get(0).add(wrong).add(new Scalar(smooth)));
    }
}
