package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Cross-entropy as in the boundary loss experiments: - sum g ln(p + e) / (sum g + e). Both sums are over
/// images, classes and voxels, and e = 1e-10.
///
/// The value is 0 (perfect) or more. Without the background among the classes, false positives cost nothing,
/// and a batch without foreground gives 0.
///
/// @param classes the supervised classes; empty for all
public record CrossEntropyLoss(List<Integer> classes) implements Loss, RegionLoss {
    private static final double EPSILON = 1e-10;

    public CrossEntropyLoss {
        classes = Classes.named(classes);
    }

    /// All classes.
    public CrossEntropyLoss() { this(List.of()); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor sum = p.add(new Scalar(EPSILON)).log().mul(g).sum();
        return sum.div(g.sum().add(new Scalar(EPSILON))).mul(new Scalar(-1));
    }

    /// `-ln p` of the true class and 1, where the true class is a supervised one. Computed from the logits,
    /// without an epsilon: a voxel that is confident and wrong keeps its gradient.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor g = c.of(target.oneHot());
        Tensor ln = c.of(prediction.logits().log_softmax(1)).mul(g).sum(1);
        return List.of(ln.mul(new Scalar(-1)).unsqueeze(1), g.sum(1).unsqueeze(1)); // [B,1,D,H,W]
    }

    /// The mean over voxels.
    @Override
    public Tensor ofSums(List<Tensor> sums) {
        return sums.get(0).div(sums.get(1).add(new Scalar(EPSILON)));
    }
}
