package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Skeleton recall for vessels, nerves, cracks and other thin objects (Kirchhoff et al., ECCV 2024, arXiv
/// 2404.03010): the mean over images and classes of 1 - (sum p T + e) / (sum T + e). T is the centre lines of
/// all foreground ([CentreLines], [Target#centreLines()]) times g, sums are over voxels, and e = 1e-5.
///
/// The range is 0 (perfect) to 1. It asks only whether the prediction follows the lines. **It has no term for
/// false positives**: a prediction of foreground everywhere is perfect. So never use it alone; the authors
/// add it to Dice and cross-entropy with weight 1. An image without lines of a class is left out of the mean
/// for that class: no value, no gradient. A batch without any gives 0. (The published code sums over the
/// batch or counts such images as 0.)
///
/// The published lines are made by scikit-image and thickened by two voxels along every axis. Here they are
/// two smallest spacings wide to each side, in mm. They are made after augmentation. Near the edge of a patch
/// they depend on what lies beyond, as far as `marginMm`.
///
/// @param classes the supervised classes; empty for all except the background
/// @param marginMm how far around a patch labels are looked at to find its lines; at least the largest radius
///     of an object is good; [Lengths#PLANNED] for 20 units of length of the data set
public record SkeletonRecallLoss(List<Integer> classes, double marginMm) implements Loss {
    private static final double EPSILON = 1e-5;
    /// In units of length of the data set.
    private static final double USUAL_MARGIN = 20;

    public SkeletonRecallLoss {
        classes = Classes.named(classes);
        if (marginMm < 0) {
            throw new InvalidInputException("marginMm must be a number of mm from 0 up, but is " + marginMm);
        }
    }

    /// All classes except the background, 20 units of length of the data set.
    public SkeletonRecallLoss() { this(List.of(), Lengths.PLANNED); }

    @Override
    public boolean needsCentreLines() { return true; }

    @Override
    public double reachMm() { return margin(1); }

    @Override
    public SkeletonRecallLoss planned(double unitMm) {
        return new SkeletonRecallLoss(classes, margin(unitMm));
    }

    private double margin(double unitMm) { return Lengths.planned(marginMm, USUAL_MARGIN, unitMm); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor lines = c.of(target.oneHot()).mul(target.centreLines()).to(p.scalar_type());
        Tensor followed = Classes.overVoxels(p.mul(lines)).add(new Scalar(EPSILON)); // [B,C]
        Tensor all = Classes.overVoxels(lines);
        Tensor missed = followed.div(all.add(new Scalar(EPSILON))).mul(new Scalar(-1)).add(new Scalar(1));
        Tensor count = all.gt(new Scalar(0)).sum().clamp_min(new Scalar(1));
        return missed.sum().div(count); // without lines, the share is e / e and nothing is missed
    }
}
