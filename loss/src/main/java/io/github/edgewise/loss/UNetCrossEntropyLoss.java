package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// U-Net's cross-entropy with weights that rise towards boundaries (Ronneberger et al., MICCAI 2015, arXiv
/// 1505.04597, equations 1 and 2): - sum w g ln p / (sum g + e). Sums are over images, classes and voxels, w
/// = w_c + w0 exp(- d^2 / (2 sigma^2)), and e = 1e-10.
///
/// In the paper, d is the sum of the distances to the two nearest cells, which needs a label per cell. Here d
/// is the distance |phi| in mm from a voxel to the boundary of its own class, as in the boundary loss
/// experiments. So touching cells of one class are not separated. w_c balances the classes: voxels of the
/// image / (classes present * voxels of the class), which is 1 on average. The experiments use the frequency
/// of the class instead, which favours large classes, and distances in whole mm.
///
/// The value is 0 (perfect) or more. An absent class has no voxels and so no term. A false positive of it
/// costs only what the true class of the voxel loses.
///
/// @param classes the supervised classes; empty for all
/// @param w0 the additional weight on a boundary
/// @param sigmaMm how far from a boundary the additional weight reaches; [Lengths#PLANNED] for 5 units of
///     length of the data set
public record UNetCrossEntropyLoss(List<Integer> classes, double w0, double sigmaMm) implements Loss {
    private static final double EPSILON = 1e-10;
    private static final double USUAL_SIGMA = 5;

    public UNetCrossEntropyLoss {
        classes = Classes.named(classes);
        if (!(w0 >= 0) || Double.isInfinite(w0))
            throw new InvalidInputException("w0 must be 0 or more, but is " + w0);
        if (sigmaMm <= 0 || Double.isInfinite(sigmaMm)) {
            throw new InvalidInputException("sigmaMm must be a positive number of mm, but is " + sigmaMm);
        }
    }

    /// All classes, with the published w0 = 10 and sigma = 5, in units of length of the data set.
    public UNetCrossEntropyLoss() { this(List.of(), 10, Lengths.PLANNED); }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public UNetCrossEntropyLoss planned(double unitMm) {
        return new UNetCrossEntropyLoss(classes, w0, sigma(unitMm));
    }

    private double sigma(double unitMm) { return Lengths.planned(sigmaMm, USUAL_SIGMA, unitMm); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor g = c.of(target.oneHot()); // [B,C,D,H,W]
        Tensor logs = c.of(prediction.logits().log_softmax(1)).mul(g).sum(1); // [B,D,H,W]
        Tensor w = weights(target.oneHot(), target.distances(), sigma(target.unitMm()));
        return w.mul(logs).sum().div(g.sum().add(new Scalar(EPSILON))).mul(new Scalar(-1));
    }

    /// The weight of every voxel, `[B, D, H, W]`.
    Tensor weights(Tensor g, Tensor phi, double sigma) {
        Tensor size = Classes.overVoxels(g); // [B,K]
        Tensor present = size.gt(new Scalar(0)).to(g.scalar_type()).sum(1); // [B]
        Tensor share = size.sum(1).div(present).unsqueeze(1); // [B,1]
        Tensor balance = share.div(size.clamp_min(new Scalar(1))); // [B,K]
        for (long a = 2; a < g.dim(); a++) {
            balance = balance.unsqueeze(-1);
        }
        Tensor d = g.mul(phi).sum(1); // [B,D,H,W]
        Tensor near = d.square().div(new Scalar(-2 * sigma * sigma)).exp().mul(new Scalar(w0));
        return g.mul(balance).sum(1).add(near);
    }
}
