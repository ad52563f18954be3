package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Asymmetric unified focal loss (Yeung et al. 2022, arXiv 2102.04525): lambda T + (1 - lambda) F. T is a
/// focal Tversky loss that enhances the foreground. F is a focal cross-entropy that suppresses the
/// background.
///
/// T is the mean over images and classes of 1 - TI for the background and (1 - TI)^(1 - gamma) for the
/// foreground, where TI is the index of [TverskyLoss] with s = 1e-6. F is the mean over images and voxels of
/// the sum over classes of `-w g ln p`, where w = (1 - delta) (1 - p)^gamma for the background and w = delta
/// for the foreground. The value is 0 (perfect) or more. False positives of an absent class are punished by
/// the background's part of T and by F.
///
/// Published for two classes. Here class 0 is the background, and every other class is treated as the
/// foreground. As in the authors' code, lambda is the weight of T; in MONAI it is the weight of F. The
/// logarithm is computed from the logits. The authors clip p to [1e-7, 1 - 1e-7], so a voxel that is
/// confident and wrong has no gradient.
///
/// @param classes the supervised classes; empty for all
/// @param lambda the weight of the Tversky part, 0 to 1
/// @param gamma how much the background is suppressed and the foreground enhanced, 0 to below 1
/// @param delta the weight of false negatives against false positives, 0 to 1
public record UnifiedFocalLoss(List<Integer> classes, double lambda, double gamma, double delta)
        implements
            Loss {
    public UnifiedFocalLoss {
        classes = Classes.named(classes);
        TverskyLoss.checkDelta(delta);
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new InvalidInputException("lambda must be a number from 0 to 1, but is " + lambda);
        }
        if (!(gamma >= 0 && gamma < 1)) {
            throw new InvalidInputException("gamma must be a number from 0 to below 1, but is " + gamma);
        }
    }

    /// All classes, lambda 0.5, gamma 0.5, delta 0.6.
    public UnifiedFocalLoss() { this(List.of(), 0.5, 0.5, 0.6); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor tversky = TverskyLoss.perClass(p, g, delta, FocalTverskyLoss.SMOOTH); // [B,C]
        Tensor entropy = c.of(prediction.logits().log_softmax(1)).mul(g).mul(new Scalar(-1));
        int count = c.indices().size();
        return IntStream.range(0, count).mapToObj(i -> {
            boolean background = c.indices().get(i) == 0;
            Tensor t = tversky.select(1, i);
            Tensor f = entropy.select(1, i);
            t = background ? t : FocalTverskyLoss.power(t, 1 - gamma);
            f = background ? f.mul(FocalLoss.unsureness(p.select(1, i), gamma)) : f;
            double weight = background ? 1 - delta : delta;
            return t.mean().mul(new Scalar(lambda / count)).add(f.mean(), new Scalar((1 - lambda) * weight));
        }).reduce((a, b) -> a.add(b)).orElseThrow();
    }
}
