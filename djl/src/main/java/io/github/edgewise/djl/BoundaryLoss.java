package io.github.edgewise.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.github.edgewise.InvalidInputException;
import java.util.List;

/// Boundary loss (Kervadec et al., MIDL 2019, arXiv 1812.07032) for DJL: the mean of (p - g) * phi over
/// images, supervised classes and voxels. p is the softmax of the logits, phi the signed distance to the true
/// boundary in mm, negative inside.
///
/// The predictions are logits, shape `[B, K, H, W]` or `[B, K, D, H, W]`; the labels are those of
/// [SegmentationLabels]. The value is 0 (perfect) or more, in mm. The published value is mean p * phi, which
/// has the same gradient; `reference` gives it. Alone, this loss collapses to an empty mask if the object is
/// tiny, so add it to a region loss. The value and the gradient equal those of Edgewise's own loss of this
/// name. With images in µm, a weight of 1000 gives the value in µm.
public final class BoundaryLoss extends Loss {
    private final float weight;
    private final List<Integer> classes;
    private final double clipMm;
    private final boolean reference;

    /// All classes except the background, without a clip.
    public BoundaryLoss() { this(1, List.of(), Double.POSITIVE_INFINITY, false); }

    /// @param weight by which the value is multiplied, for a sum of losses
    public BoundaryLoss(float weight) { this(weight, List.of(), Double.POSITIVE_INFINITY, false); }

    /// @param weight by which the value is multiplied, for a sum of losses
    /// @param classes the supervised classes; empty for all except the background
    /// @param clipMm distances are limited to plus and minus this many mm; infinite for no limit
    /// @param reference whether to give mean p * phi
    /// @throws IllegalArgumentException where a class is named twice or is not 0 to 255, or the clip is not
    ///     positive
    public BoundaryLoss(float weight, List<Integer> classes, double clipMm, boolean reference) {
        super("BoundaryLoss");
        if (!(clipMm > 0)) {
            throw new InvalidInputException("clipMm must be a positive number of mm, but is " + clipMm);
        }
        this.weight = weight;
        this.classes = Classes.named(classes);
        this.clipMm = clipMm;
        this.reference = reference;
    }

    /// The value, a scalar.
    ///
    /// @throws IllegalArgumentException where the labels do not fit the logits, or the network has no such
    ///     class
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray logits = predictions.singletonOrThrow();
        Classes supervised = Classes.of(classes, 1, logits);
        NDArray probabilities = supervised.of(logits.softmax(1));
        NDArray truth = supervised.of(Classes.label(labels, 0, "classes", logits));
        NDArray distances = supervised.of(Classes.label(labels, 1, "distances", logits));
        if (!Double.isInfinite(clipMm)) distances = distances.clip(-clipMm, clipMm);
        NDArray excess = reference ? probabilities : probabilities.sub(truth);
        return excess.mul(distances).mean().mul(weight);
    }
}
