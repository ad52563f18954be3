package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Focal loss (Lin et al. 2017, arXiv 1708.02002) as in the boundary loss experiments: `-sum (1 - p)^gamma g
/// ln(p + e) / (sum g + e)`. Both sums are over images, classes and voxels, and e = 1e-10.
///
/// The value is 0 (perfect) or more. It is a cross-entropy in which confident voxels count less. Without the
/// background among the classes, false positives cost nothing, and a batch without foreground gives 0. Lin's
/// weight per class is left out, as in the experiments.
///
/// @param classes the supervised classes; empty for all
/// @param gamma how fast the weight falls with p; 0 gives cross-entropy
public record FocalLoss(List<Integer> classes, double gamma) implements Loss, RegionLoss {
    private static final double EPSILON = 1e-10;
    // the slope of (1 - p)^gamma is infinite where p is 1 and gamma is below 1
    private static final double FLOOR = 1e-7;

    public FocalLoss {
        classes = Classes.named(classes);
        if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("gamma must be a number from 0 up, but is " + gamma);
        }
    }

    /// All classes, gamma 2.
    public FocalLoss() { this(List.of(), 2); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor sum = p.add(new Scalar(EPSILON)).log().mul(g).mul(unsureness(p, gamma)).sum();
        return sum.div(g.sum().add(new Scalar(EPSILON))).mul(new Scalar(-1));
    }

    /// `-(1 - p)^gamma ln p` of the true class and 1, where the true class is a supervised one. Computed from
    /// the logits, without an epsilon.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor g = c.of(target.oneHot());
        Tensor ln = c.of(prediction.logits().log_softmax(1));
        Tensor sum = ln.mul(g).mul(unsureness(c.of(prediction.probabilities()), gamma)).sum(1);
        return List.of(sum.mul(new Scalar(-1)).unsqueeze(1), g.sum(1).unsqueeze(1)); // [B,1,D,H,W]
    }

    /// The mean over voxels.
    @Override
    public Tensor ofSums(List<Tensor> sums) {
        return sums.get(0).div(sums.get(1).add(new Scalar(EPSILON)));
    }

    /// (1 - p)^gamma with a finite gradient everywhere.
    static Tensor unsureness(Tensor p, double gamma) {
        return p.mul(new Scalar(-1)).add(new Scalar(1)).clamp_min(new Scalar(FLOOR)).pow(new Scalar(gamma));
    }
}
