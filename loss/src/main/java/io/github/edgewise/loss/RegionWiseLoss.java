package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.where;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Rectified region-wise loss (Valverde and Tohka 2021, arXiv 2108.01405): the mean of p * r over images,
/// classes and voxels. Per image and class, r = -depth / (largest depth of the class) inside and +1 outside.
///
/// The depth is the signed distance to the true boundary in mm. The range is -1 to 1; the best value is
/// negative. An absent class has r = 1 everywhere, so its false positives are punished like any others.
///
/// It was published with the distance to the nearest voxel outside, in voxels. Here distances end at the
/// voxel face, half a voxel earlier, and use the spacing.
public record RegionWiseLoss(List<Integer> classes) implements Loss {
    public RegionWiseLoss {
        classes = Classes.named(classes);
    }

    /// All classes.
    public RegionWiseLoss() { this(List.of()); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor phi = c.of(target.distances());
        Tensor depth = DistanceScale.EACH_SIDE.of(phi, c.of(target.extents()), Double.POSITIVE_INFINITY);
        return p.mul(where(phi.lt(new Scalar(0)), depth, new Scalar(1))).mean();
    }
}
