package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Centreline Dice for vessels and other thin objects (Shit et al., CVPR 2021, arXiv 2003.07311): the mean
/// over images and classes of 1 - 2 T P / (T + P), with T = (sum S(p) g + 1) / (sum S(p) + 1) and P = (sum
/// S(g) p + 1) / (sum S(g) + 1). Sums are over voxels, and S is the soft skeleton.
///
/// S starts as relu(x - open(x)). Every iteration erodes x and adds relu(d - S d), with d = relu(x -
/// open(x)). Erosion takes the smallest value of a voxel and its face neighbours. Opening then takes the
/// largest of 3 voxels per axis of the eroded mask. Add this loss to a region loss, as in the paper.
///
/// The range is 0 (perfect) to below 1. An absent class gives 1 - 2 / (2 + sum S(p)), which has a small
/// gradient against the ridges of false positives. MIST adds a region loss. MONAI (with 3 iterations) and the
/// paper's own code (with 10, whatever is set) sum over the whole batch.
///
/// @param classes the supervised classes; empty for all except the background
/// @param iterations at least the largest radius of an object, in voxels
public record ClDiceLoss(List<Integer> classes, int iterations) implements Loss {
    public ClDiceLoss {
        classes = Classes.named(classes);
        if (iterations < 0) {
            throw new InvalidInputException("iterations must be 0 or more, but is " + iterations);
        }
    }

    /// All classes except the background, 10 iterations.
    public ClDiceLoss() { this(List.of(), 10); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        int axes = (int) p.dim() - 2;
        Tensor precision = share(Morphology.skeleton(p, axes, iterations), g); // [B,C]
        Tensor recall = share(Morphology.skeleton(g, axes, iterations), p);
        Tensor dice = precision.mul(recall).div(precision.add(recall)).mul(new Scalar(2));
        return dice.mul(new Scalar(-1)).add(new Scalar(1)).mean();
    }

    /// The share of a skeleton that is inside a mask.
    private static Tensor share(Tensor skeleton, Tensor mask) {
        Tensor in = Classes.overVoxels(skeleton.mul(mask)).add(new Scalar(1));
        return in.div(Classes.overVoxels(skeleton).add(new Scalar(1)));
    }
}
