package io.github.edgewise.loss;

import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// U-Net's cross-entropy with weights that rise towards boundaries (Ronneberger et al., MICCAI 2015, arXiv
/// 1505.04597, equations 1 and 2): - sum w g ln p / (sum g + e), sums over images, classes and voxels, w =
/// w_c + w0 exp(- d^2 / (2 sigma^2)), e = 1e-10.
///
/// The paper's d is the sum of the distances to the nearest two cells, which needs a label per cell. Here it
/// is the distance |phi| in mm from a voxel to the boundary of its own class, as in the boundary loss
/// experiments, so touching cells of one class are not parted. w_c balances classes: voxels of the image /
/// (classes present * voxels of the class), 1 on average; the experiments take the class frequency, which
/// favours large classes, and whole mm.
///
/// From 0, perfect, up. An absent class has no voxel and no term of its own: its false positives cost what
/// the true classes lose there.
///
/// @param classes the supervised classes; empty for all
/// @param w0 the weight added on a boundary
/// @param sigmaMm how far from a boundary it is felt
public record UNetCrossEntropyLoss(List<Integer> classes, double w0, double sigmaMm) implements Loss {
    private static final double EPSILON = 1e-10;

    public UNetCrossEntropyLoss {
        classes = List.copyOf(classes);
        if (!(w0 >= 0)) throw new IllegalArgumentException("w0 must be 0 or more, but is " + w0);
        if (!(sigmaMm > 0)) {
            throw new IllegalArgumentException("sigmaMm must be a positive number of mm, but is " + sigmaMm);
        }
    }

    /// All classes, the published w0 = 10 and sigma = 5.
    public UNetCrossEntropyLoss() { this(List.of(), 10, 5); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor g = c.of(target.oneHot()); // [B,C,D,H,W]
        Tensor logs = c.of(prediction.logits().log_softmax(1)).mul(g).sum(1); // [B,D,H,W]
        Tensor w = weights(target.oneHot(), target.distances());
        return w.mul(logs).sum().div(g.sum().add(new Scalar(EPSILON))).mul(new Scalar(-1));
    }

    /// The weight of every voxel, `[B, D, H, W]`.
    Tensor weights(Tensor g, Tensor phi) {
        Tensor size = Classes.overVoxels(g); // [B,K]
        Tensor present = size.gt(new Scalar(0)).to(g.scalar_type()).sum(1); // [B]
        Tensor share = size.sum(1).div(present).unsqueeze(1); // [B,1]
        Tensor balance = share.div(size.clamp_min(new Scalar(1))); // [B,K]
        for (long a = 2; a < g.dim(); a++) {
            balance = balance.unsqueeze(-1);
        }
        Tensor d = g.mul(phi).sum(1); // [B,D,H,W]
        Tensor near = d.square().div(new Scalar(-2 * sigmaMm * sigmaMm)).exp().mul(new Scalar(w0));
        return g.mul(balance).sum(1).add(near);
    }
}
