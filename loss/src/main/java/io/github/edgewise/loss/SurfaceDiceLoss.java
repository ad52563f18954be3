package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.stack;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Surface Dice of dilated soft boundaries (MIST's `sddl`): the mean over images and classes of 1 - 2 sum P G
/// / (sum P + sum G + e). Sums are over voxels, P = D(p - erode(p)), G is the same of g, and e = 1e-6.
///
/// `erode` is the smallest of 3 voxels per axis. `D` is the largest of 2 ceil(tolerance / spacing) + 1 voxels
/// per axis. This is a box, while the tolerance of the metric is a ball. It needs no distance map.
///
/// The range is 0 (perfect) to 1. Where the image's border cuts an object, the object has no boundary. A
/// class that is absent or fills the image has no boundary at all, and gives 1 with gradient 0. So add a loss
/// that punishes false positives. MIST's tolerance is 1.25 times the coarsest spacing. Here it is in mm, and
/// the target's spacing is used.
///
/// @param classes the supervised classes; empty for all except the background
/// @param toleranceMm the allowed distance between boundaries; [Lengths#PLANNED] for one unit of length of
///     the data set
public record SurfaceDiceLoss(List<Integer> classes, double toleranceMm) implements Loss {
    private static final double EPSILON = 1e-6;
    /// Ensures that 0.9 / 0.3, which is a little more than 3 in floating point, is rounded up to 3 voxels.
    private static final double ROUNDING = 1e-9;

    public SurfaceDiceLoss {
        classes = Classes.named(classes);
        if (toleranceMm < 0 || Double.isInfinite(toleranceMm)) {
            throw new InvalidInputException(
                    "toleranceMm must be a number of mm from 0 up, but is " + toleranceMm);
        }
    }

    /// All classes except the background, one unit of length of the data set: 1 mm for medical images.
    public SurfaceDiceLoss() { this(List.of(), Lengths.PLANNED); }

    @Override
    public SurfaceDiceLoss planned(double unitMm) {
        return new SurfaceDiceLoss(classes, tolerance(unitMm));
    }

    private double tolerance(double unitMm) { return Lengths.planned(toleranceMm, 1, unitMm); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = boundary(c.of(prediction.probabilities())); // [B,C,D,H,W]
        Tensor g = boundary(c.of(target.oneHot()));
        List<Grid> grids = target.grids();
        var images = new TensorVector();
        for (int b = 0; b < grids.size(); b++) {
            int[] radii = radii(grids.get(b), tolerance(target.unitMm()));
            images.push_back(dice(Morphology.dilate(p.select(0, b), radii),
                    Morphology.dilate(g.select(0, b), radii)));
        }
        return stack(images).mul(new Scalar(-1)).add(new Scalar(1)).mean();
    }

    /// The voxels of a mask that are not in its erosion.
    private static Tensor boundary(Tensor mask) {
        return mask.sub(Morphology.erode(mask, mask.dim() == 4 ? new int[]{1, 1} : new int[]{1, 1, 1}));
    }

    /// The tolerance in voxels per axis, rounded up.
    private static int[] radii(Grid grid, double tolerance) {
        Shape shape = grid.shape();
        Spacing w = grid.spacing();
        int y = radius(tolerance / w.y(), shape.height());
        int x = radius(tolerance / w.x(), shape.width());
        return shape.axes() == 2
                ? new int[]{y, x}
                : new int[]{radius(tolerance / w.z(), shape.depth()), y, x};
    }

    private static int radius(double tolerance, int voxels) {
        return (int) Math.min(voxels, Math.ceil(tolerance - ROUNDING));
    }

    /// The Dice of one image, per class.
    private static Tensor dice(Tensor p, Tensor g) {
        Tensor both = p.mul(g).flatten(1, -1).sum(1); // [C]
        Tensor sum = p.add(g).flatten(1, -1).sum(1);
        return both.mul(new Scalar(2)).div(sum.add(new Scalar(EPSILON)));
    }
}
