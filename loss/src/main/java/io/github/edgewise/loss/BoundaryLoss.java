package io.github.edgewise.loss;

import io.github.edgewise.schedule.Moment;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// Boundary loss (Kervadec et al., MIDL 2019, arXiv 1812.07032; MedIA 67, 2021): the mean of p * phi over
/// images, supervised classes and voxels, phi the signed distance to the true boundary in mm, negative
/// inside.
///
/// It is linear in p and negative at its best, mean(g * phi). Alone it collapses to an empty mask where the
/// object is tiny, so it is added to a region loss with a weight of about 0.01.
///
/// @param classes the supervised classes; empty for all but the background
/// @param clipMm distances saturate at plus and minus this many mm; infinite for none
public record BoundaryLoss(List<Integer> classes, double clipMm) implements Loss {
    public BoundaryLoss {
        classes = List.copyOf(classes);
        if (!(clipMm > 0)) {
            throw new IllegalArgumentException("clipMm must be a positive number of mm, but is " + clipMm);
        }
    }

    /// All classes but the background, no clip.
    public BoundaryLoss() { this(List.of(), Double.POSITIVE_INFINITY); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, Moment moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor phi = c.of(target.distances());
        if (Double.isFinite(clipMm)) {
            phi = phi.clamp(new ScalarOptional(new Scalar(-clipMm)), new ScalarOptional(new Scalar(clipMm)));
        }
        return p.mul(phi).mean();
    }
}
