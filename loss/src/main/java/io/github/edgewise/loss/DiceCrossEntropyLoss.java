package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Half [SquaredDiceLoss] and half cross-entropy, as in MIST: (Dice + CE) / 2. CE is the mean over images and
/// voxels of `-ln p` of the true class.
///
/// The value is 0 (perfect) or more. The logarithm is computed from the logits, without an epsilon, so a
/// voxel that is confident and wrong still has a gradient. Cross-entropy punishes false positives of an
/// absent class, which Dice alone hardly does.
///
/// @param classes the classes of the Dice term, empty for all; cross-entropy always uses all classes
public record DiceCrossEntropyLoss(List<Integer> classes) implements Loss, RegionLoss {
    private static final SquaredDiceLoss DICE = new SquaredDiceLoss();
    private static final CrossEntropyLoss ENTROPY = new CrossEntropyLoss();

    public DiceCrossEntropyLoss {
        classes = Classes.named(classes);
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

    /// Those of [SquaredDiceLoss], and those of [CrossEntropyLoss] for all classes.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        return Stream.concat(DICE.summands(prediction, target, channels).stream(),
                ENTROPY.summands(prediction, target, channels).stream()).toList();
    }

    @Override
    public Tensor ofSums(List<Tensor> sums) {
        return DICE.ofSums(sums.subList(0, 3)).add(ENTROPY.ofSums(sums.subList(3, 5))).mul(new Scalar(0.5));
    }
}
