package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Generalised surface loss (Celaya et al., arXiv 2302.03868): the mean over images and classes of 1 - sum
/// (phi (1 - g - p))^2 / (sum phi^2 + e). Sums are over voxels, phi is the target's signed distance in mm,
/// and e = 1e-6.
///
/// The range is 0 (perfect) to 1 (all voxels wrong), whatever the unit of phi. For an absent class, false
/// positives are punished. If its map is the diagonal of the image, they all cost the same. But the most
/// confident false positives have the smallest gradient, because it is 2 (1 - p) phi^2 there. A map of zeros
/// gives 1 without a gradient. The paper weights classes. This loss does not, like MIST's `gsl`; MIST adds a
/// region loss.
///
/// @param classes the supervised classes; empty for all except the background
public record GeneralizedSurfaceLoss(List<Integer> classes) implements Loss {
    private static final double EPSILON = 1e-6;

    public GeneralizedSurfaceLoss {
        classes = Classes.named(classes);
    }

    /// All classes except the background.
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
