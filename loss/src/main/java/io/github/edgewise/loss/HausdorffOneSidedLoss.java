package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// One-sided Hausdorff loss (Karimi and Salcudean, arXiv 1904.10030, alpha = 2): the mean over images,
/// classes and voxels of (g - p)^2 phi^2, with phi the target's signed distance in mm.
///
/// It is [HausdorffLoss] without the map of the prediction, so a step needs no transform. The value is 0
/// (perfect) or more, in mm squared; with images in µm, in squares of the unit of length of the data set
/// ([Target#unitMm()]). For an absent class, false positives are weighted by the square of the
/// target's map: by default the squared diagonal, and 0 for a map of zeros. MIST's `hdos` is this loss
/// together with a region loss, with distances in voxels.
///
/// @param classes the supervised classes; empty for all except the background
public record HausdorffOneSidedLoss(List<Integer> classes) implements Loss {
    public HausdorffOneSidedLoss {
        classes = Classes.named(classes);
    }

    /// All classes except the background.
    public HausdorffOneSidedLoss() { this(List.of()); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor phi = target.inUnits(c.of(target.distances()));
        return g.sub(p).square().mul(phi.square()).mean();
    }
}
