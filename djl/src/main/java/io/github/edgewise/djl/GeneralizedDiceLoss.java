package io.github.edgewise.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.List;

/// Generalised Dice (Sudre et al. 2017, arXiv 1707.03237) for DJL: the mean over images of
/// 1 - 2 (sum_k w_k sum p g + e) / (sum_k w_k (sum p + sum g) + e), with w_k = (sum g + e)^-2
/// of the image and e = 1e-10. p is the softmax of the logits.
///
/// The predictions are logits, shape `[B, K, H, W]` or `[B, K, D, H, W]`; the labels are those of
/// [SegmentationLabels], of which the first array is used. The range is 0 (perfect) to 1. The value and the
/// gradient equal those of Edgewise's own loss of this name.
public final class GeneralizedDiceLoss extends Loss {
    /// The weight of a class that is absent from an image.
    public enum AbsentClass {
        /// The weight of the rarest class in the image. So false positives are punished.
        LARGEST_PRESENT,
        /// 1e20, as published. Then the loss of the image is about 1 and its gradient 0, so false positives
        /// in images without the class cost nothing.
        REFERENCE
    }

    private static final double EPSILON = 1e-10;

    private final float weight;
    private final List<Integer> classes;
    private final AbsentClass absent;

    /// All classes, with a finite weight for absent ones.
    public GeneralizedDiceLoss() { this(1, List.of(), AbsentClass.LARGEST_PRESENT); }

    /// @param weight by which the value is multiplied, for a sum of losses
    /// @param classes the supervised classes; empty for all
    /// @param absent the weight of a class that is absent from an image
    /// @throws IllegalArgumentException where a class is named twice, or is not 0 to 255
    public GeneralizedDiceLoss(float weight, List<Integer> classes, AbsentClass absent) {
        super("GeneralizedDiceLoss");
        this.weight = weight;
        this.classes = Classes.named(classes);
        this.absent = absent;
    }

    /// The value, a scalar.
    ///
    /// @throws IllegalArgumentException where the labels do not fit the logits, or the network has no such
    ///     class
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray logits = predictions.singletonOrThrow();
        Classes supervised = Classes.of(classes, 0, logits);
        NDArray probabilities = supervised.of(logits.softmax(1));
        NDArray truth = supervised.of(Classes.label(labels, 0, "classes", logits));
        NDArray size = Classes.overVoxels(truth); // [B,C]
        NDArray weights = weights(size);
        NDArray both = weights.mul(Classes.overVoxels(probabilities.mul(truth))).sum(new int[]{1}); // [B]
        NDArray all = weights.mul(Classes.overVoxels(probabilities).add(size)).sum(new int[]{1});
        NDArray dice = both.add(EPSILON).div(all.add(EPSILON)).mul(2);
        return dice.mul(-1).add(1).mean().mul(weight);
    }

    private NDArray weights(NDArray size) {
        NDArray published = size.add(EPSILON).pow(-2);
        if (absent == AbsentClass.REFERENCE) return published;
        NDArray present = size.gt(0);
        NDArray largest = NDArrays.where(present, published, published.zerosLike()).max(new int[]{1}, true);
        NDArray finite = NDArrays.where(largest.gt(0), largest, largest.onesLike());
        return NDArrays.where(present, published, published.onesLike().mul(finite));
    }
}
