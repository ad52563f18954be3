package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.ones_like;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.where;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Generalised Dice (Sudre et al. 2017, arXiv 1707.03237) as in the boundary loss experiments: the mean over
/// images of 1 - 2 (sum_k w_k sum p g + e) / (sum_k w_k (sum p + sum g) + e), with w_k = (sum g + e)^-2 of
/// the image and e = 1e-10.
///
/// The range is 0 (perfect) to 1. With the published weight of an absent class, such an image has almost no
/// gradient. The default here gives an absent class the weight of the rarest present class, as MONAI does.
///
/// @param classes the supervised classes; empty for all
/// @param absent the weight of a class that is absent from an image
public record GeneralizedDiceLoss(List<Integer> classes, AbsentClass absent)
        implements
            Loss,
            RegionLoss {
    /// The weight that generalised Dice gives to a class that is absent from an image.
    public enum AbsentClass {
        /// The weight of the rarest class in the image. So false positives are punished.
        LARGEST_PRESENT,
        /// 1e20, as published. Then the loss of the image is about 1 and its gradient 0, so false positives
        /// in images without the class cost nothing.
        REFERENCE
    }

    private static final double EPSILON = 1e-10;

    public GeneralizedDiceLoss {
        classes = Classes.named(classes);
    }

    /// All classes, with a finite weight for absent ones.
    public GeneralizedDiceLoss() { this(List.of(), AbsentClass.LARGEST_PRESENT); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor size = Classes.overVoxels(g); // [B,C]
        return missed(Classes.overVoxels(p.mul(g)), Classes.overVoxels(p).add(size), size).mean();
    }

    /// p g, p, g and 1.
    @Override
    public List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels) {
        Classes c = new Classes(channels);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        return List.of(p.mul(g), p, g, ones_like(g));
    }

    /// The loss of the class and of all else as two classes.
    @Override
    public Tensor ofSums(List<Tensor> sums) {
        Tensor both = sums.get(0);
        Tensor p = sums.get(1);
        Tensor g = sums.get(2);
        Tensor all = sums.get(3);
        Tensor outside = all.sub(p).sub(g).add(both);
        Tensor sum = p.add(g);
        return missed(pair(both, outside), pair(sum, all.mul(new Scalar(2)).sub(sum)), pair(g, all.sub(g)));
    }

    private static Tensor pair(Tensor a, Tensor b) { return stack(new TensorVector(a, b), -1); }

    /// The loss of every image.
    ///
    /// @param both sum p g, the classes last
    /// @param sum sum p + sum g
    /// @param size sum g
    private Tensor missed(Tensor both, Tensor sum, Tensor size) {
        Tensor w = weights(size);
        Tensor shared = w.mul(both).sum(-1); // [B]
        Tensor all = w.mul(sum).sum(-1);
        Tensor dice = shared.add(new Scalar(EPSILON)).div(all.add(new Scalar(EPSILON))).mul(new Scalar(2));
        return dice.mul(new Scalar(-1)).add(new Scalar(1));
    }

    private Tensor weights(Tensor size) {
        Tensor w = size.add(new Scalar(EPSILON)).pow(new Scalar(-2)); // [B,C]
        if (absent == AbsentClass.REFERENCE) return w;
        Tensor present = size.gt(new Scalar(0));
        Tensor largest = where(present, w, new Scalar(0)).amax(new long[]{-1}, true); // [B,1], 0 where none
        Tensor finite = where(largest.gt(new Scalar(0)), largest, new Scalar(1));
        return where(present, w, finite);
    }
}
