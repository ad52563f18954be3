package io.github.edgewise.loss;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Lovász-softmax (Berman et al. 2018, arXiv 1705.08790), the convex extension of 1 - IoU. Per class, the
/// errors e = |g - p| of the batch are sorted in descending order. The loss is sum e_i (J_i - J_{i-1}), then
/// the mean over classes. J_i is 1 - IoU if exactly the first i voxels are wrong: J_i = 1 - (G - n_i) / (G +
/// i - n_i), J_0 = 0, with G = sum g and n_i the number of voxels of the class among the first i.
///
/// The range is 0 (perfect) to 1, and the value is 1 - IoU where p is 0 or 1. A class that is absent from the
/// whole batch gives the largest p, so its worst false positive has a gradient. The published code skips such
/// classes by default and can also work per image. J is computed in double, because its steps of about 1 / N
/// are too small for float32. Each step sorts the batch once per class.
///
/// @param classes the supervised classes; empty for all
/// @param presentOnly whether to skip the classes that are absent from the batch, as published; if all are
///     absent, the value is 0
public record LovaszLoss(List<Integer> classes, boolean presentOnly) implements Loss {
    public LovaszLoss {
        classes = Classes.named(classes);
    }

    /// All classes, whether present or not.
    public LovaszLoss() { this(List.of(), false); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = Classes.perClass(c.of(prediction.probabilities())); // [C,BDHW]
        Tensor g = Classes.perClass(c.of(target.oneHot()));
        T_TensorTensor_T sorted = g.sub(p).abs().sort(1, true);
        Tensor steps = steps(g.gather(1, Tensors.second(sorted))).to(p.scalar_type());
        Tensor losses = Tensors.first(sorted).mul(steps).sum(1); // [C]
        if (!presentOnly) return losses.mean();
        Tensor present = g.amax(new long[]{1}, false).gt(new Scalar(0)).to(p.scalar_type());
        return losses.mul(present).sum().div(present.sum().clamp_min(new Scalar(1)));
    }

    /// The steps J_i - J_{i-1}, with the truth in the order of the errors, `[C,N]`.
    private static Tensor steps(Tensor truth) {
        long n = truth.size(1);
        Tensor seen = truth.cumsum(1, new ScalarTypeOptional(ScalarType.Double)); // n_i
        Tensor rank = torch.arange(new Scalar(1), new Scalar(n + 1), seen.options()); // i
        Tensor left = seen.narrow(1, n - 1, 1).sub(seen);
        Tensor iou = left.div(left.add(rank)); // 1 - J_i
        Tensor from1 = torch.constant_pad_nd(iou, new long[]{1, 0}, new Scalar(1));
        return from1.narrow(1, 0, n).sub(iou);
    }
}
