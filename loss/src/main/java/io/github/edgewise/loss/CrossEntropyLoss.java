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
public record CrossEntropyLoss(List<Integer> classes) implements Loss {
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
}
