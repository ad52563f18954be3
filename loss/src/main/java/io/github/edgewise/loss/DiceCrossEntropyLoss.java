package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Half [SquaredDiceLoss], half cross-entropy, as MIST defines it: (Dice + CE) / 2, CE the mean over images
/// and voxels of - ln p of the true class.
///
/// From 0, perfect, up. The logarithm is taken of the logits, without an epsilon, so that a sure and wrong
/// voxel still learns. Cross-entropy punishes false positives of an absent class, which Dice alone hardly
/// does.
///
/// @param classes the classes of the Dice term, empty for all; cross-entropy always sees all
public record DiceCrossEntropyLoss(List<Integer> classes) implements Loss {
    public DiceCrossEntropyLoss {
        classes = List.copyOf(classes);
    }

    /// All classes.
    public DiceCrossEntropyLoss() { this(List.of()); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Tensor dice = new SquaredDiceLoss(classes).value(prediction, target, moment);
        Tensor ln = prediction.logits().log_softmax(1); // [B,K,D,H,W]
        Tensor entropy = ln.mul(target.oneHot()).sum(1).mean();
        return dice.sub(entropy).mul(new Scalar(0.5));
    }
}
