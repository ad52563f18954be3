package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Hausdorff loss from one side (Karimi and Salcudean, arXiv 1904.10030, alpha = 2): the mean over images,
/// classes and voxels of (g - p)^2 phi^2, phi the target's signed distance in mm.
///
/// [HausdorffLoss] without the map of the prediction, so no transform in the step. From 0, perfect, up, in
/// mm squared. An absent class weighs false positives with whatever the target's map holds: the squared
/// diagonal by default, nothing where it holds zeros. MIST's `hdos` is this beside a region loss, on
/// distances in voxels.
///
/// @param classes the supervised classes; empty for all but the background
public record HausdorffOneSidedLoss(List<Integer> classes) implements Loss {
    public HausdorffOneSidedLoss {
        classes = List.copyOf(classes);
    }

    /// All classes but the background.
    public HausdorffOneSidedLoss() { this(List.of()); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor phi = c.of(target.distances());
        return g.sub(p).square().mul(phi.square()).mean();
    }
}
