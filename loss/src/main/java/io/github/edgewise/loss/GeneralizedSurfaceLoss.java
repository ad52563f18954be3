package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Generalised surface loss (Celaya et al., arXiv 2302.03868): the mean over images and classes of 1 - sum
/// (phi (1 - g - p))^2 / (sum phi^2 + e), sums over voxels, phi the target's signed distance in mm, e = 1e-6.
///
/// From 0, perfect, to 1, all voxels wrong, whatever the unit of phi. An absent class counts its false
/// positives, all alike where the target's map is the diagonal, but pulls least at the most confident ones,
/// since its gradient is 2 (1 - p) phi^2 there; a map of zeros gives 1 without a gradient.
/// The paper weighs classes; this, as MIST's `gsl`, does not, and MIST adds a region loss.
///
/// @param classes the supervised classes; empty for all but the background
public record GeneralizedSurfaceLoss(List<Integer> classes) implements Loss {
    private static final double EPSILON = 1e-6;

    public GeneralizedSurfaceLoss {
        classes = List.copyOf(classes);
    }

    /// All classes but the background.
    public GeneralizedSurfaceLoss() { this(List.of()); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor phi = c.of(target.distances());
        Tensor right = g.add(p).sub(new Scalar(1)).mul(phi).square();
        Tensor all = Classes.overVoxels(phi.square()).add(new Scalar(EPSILON)); // [B,C]
        return Classes.overVoxels(right).div(all).mul(new Scalar(-1)).add(new Scalar(1)).mean();
    }
}
