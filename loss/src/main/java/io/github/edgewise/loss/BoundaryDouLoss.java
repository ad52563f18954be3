package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Boundary difference over union (Sun et al. 2023, arXiv 2308.00220): the mean over classes of (D + s) /
/// (D + (1 - a) I + s), with D = sum (p - g)^2, I = sum p g, sums over the whole batch, and s = 1e-5.
///
/// The share a = 1 - 2 (C + s) / (S + s), at most 0.8, grows with the size of the object: S is its number of
/// voxels, and C is the number of those at its boundary. A voxel is at the boundary if one of its face
/// neighbours is outside of the object or of the image. The range is 0 (perfect) to 1. It needs no distance
/// map. A class that is absent from the batch gives 1 with gradient 0, so include the background in the
/// classes.
///
/// Published for 2-D with a cross of 5 pixels; here also for 3-D with a cross of 7. In a volume of one slice,
/// all voxels are at the boundary. In the published code, a falls to -1 for such an object, and also for thin
/// ones. Here a is at least 0, where the loss is 1 minus the soft IoU.
///
/// @param classes the supervised classes; empty for all
/// @param reference whether a has no lower limit, as in the published code
public record BoundaryDouLoss(List<Integer> classes, boolean reference) implements Loss {
    private static final double SMOOTH = 1e-5;
    private static final double LARGEST = 0.8;

    public BoundaryDouLoss {
        classes = Classes.named(classes);
    }

    /// All classes, a between 0 and 0.8.
    public BoundaryDouLoss() { this(List.of(), false); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        Tensor difference = overBatch(p.sub(g).square()); // [C]
        Tensor inner = overBatch(p.mul(g)).mul(boundaryShare(g));
        Tensor smooth = difference.add(new Scalar(SMOOTH));
        return smooth.div(smooth.add(inner)).mean();
    }

    /// 1 - a of every class, `[C]`.
    private Tensor boundaryShare(Tensor g) {
        Tensor interior = g;
        for (int axis = 2; axis < g.dim(); axis++) {
            interior = interior.mul(before(g, axis)).mul(after(g, axis));
        }
        Tensor size = overBatch(g);
        Tensor boundary = size.sub(overBatch(interior));
        Tensor share = boundary.add(new Scalar(SMOOTH)).div(size.add(new Scalar(SMOOTH))).mul(new Scalar(2))
                .clamp_min(new Scalar(1 - LARGEST));
        return reference ? share : share.clamp_max(new Scalar(1));
    }

    /// For every voxel, its lower neighbour along this axis; 0 outside the image.
    private static Tensor before(Tensor g, int axis) {
        return torch.constant_pad_nd(g, padding(g, axis, 0), new Scalar(0)).narrow(axis, 0, g.size(axis));
    }

    private static Tensor after(Tensor g, int axis) {
        return torch.constant_pad_nd(g, padding(g, axis, 1), new Scalar(0)).narrow(axis, 1, g.size(axis));
    }

    /// The padding of one voxel at one end of the axis. The engine counts axes from the last one.
    private static long[] padding(Tensor g, int axis, int end) {
        long[] padding = new long[2 * ((int) g.dim() - axis)];
        padding[padding.length - 2 + end] = 1;
        return padding;
    }

    private static Tensor overBatch(Tensor x) { return Classes.perClass(x).sum(1); }
}
