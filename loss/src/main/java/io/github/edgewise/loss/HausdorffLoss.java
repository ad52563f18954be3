package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.Nearest;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Lengths;
import io.github.edgewise.volume.Shape;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// Hausdorff loss by distance transforms (Karimi and Salcudean, arXiv 1904.10030, alpha = 2): the mean over
/// images, classes and voxels of (p - g)^2 (phi_P^2 + phi_G^2). phi_P and phi_G are signed distances in mm:
/// to the boundary of the most probable labels, and to the true boundary.
///
/// The value is 0 (perfect) or more, in mm squared; with images in µm, in squares of the unit of length of
/// the data set ([Target#unitMm()]). phi_G is the target's map. So for an absent class, false positives are
/// weighted by the values of that map: by default D^2, with D the diagonal of the image. Use a clip if that
/// is too much. A class that is the most probable one nowhere or everywhere has no boundary and phi_P = 0, as
/// in MONAI. Each step costs one transform per image and class. The maps have no gradient.
///
/// MONAI differs: its distances are between voxel centres (1 beside the boundary, where phi is 0.5), in
/// voxels, 0 where the true class is absent, and measured from p > 0.5.
///
/// With `reference`, the loss is that of the boundary loss experiments, whatever the spacing: d_P^2 + d_G^2
/// instead of the phi. d is 0 outside of a mask. Inside, it is the distance in voxels to the nearest voxel
/// outside; d_P is truncated to an integer. So false positives are weighted by their own depth, however far
/// away they are. If a mask fills the image, distances go to a point one voxel before the first voxel of the
/// image, as in the published transform.
///
/// @param classes the supervised classes; empty for all except the background
/// @param clipMm distances are limited to this many mm; infinite for no limit; [Lengths#PLANNED] for 20 units
///     of length of the data set; no effect with `reference`
/// @param reference whether to use the form of the published experiments
public record HausdorffLoss(List<Integer> classes, double clipMm, boolean reference) implements Loss {
    public HausdorffLoss {
        classes = Classes.named(classes);
        if (clipMm <= 0) {
            throw new InvalidInputException("clipMm must be a positive number of mm, but is " + clipMm);
        }
    }

    /// All classes except the background, Karimi's form, without a clip.
    public HausdorffLoss() { this(List.of(), Double.POSITIVE_INFINITY, false); }

    @Override
    public boolean needsDistances() { return !reference; }

    @Override
    public double reachMm() { return reference ? 0 : clip(1); }

    @Override
    public HausdorffLoss planned(double unitMm) {
        return new HausdorffLoss(classes, clip(unitMm), reference);
    }

    private double clip(double unitMm) {
        return Lengths.planned(clipMm, BoundaryLoss.USUAL_CLIP, unitMm);
    }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor g = c.of(target.oneHot());
        List<LabelMap> predicted = ArgMax.labels(prediction.logits(), target.grids());
        Tensor ofPrediction;
        Tensor ofTruth;
        if (reference) {
            List<LabelMap> truth = ArgMax.labels(target.oneHot(), target.grids());
            ofPrediction = maps(p, c, predicted, (labels, k) -> truncated(inside(labels, k)));
            ofTruth = maps(p, c, truth, HausdorffLoss::inside);
        } else {
            double clip = clip(target.unitMm());
            ofPrediction = target.inUnits(maps(p, c, predicted, (labels, k) -> signed(labels, k, clip)));
            ofTruth = c.of(target.distances());
            if (Double.isFinite(clip)) {
                ofTruth = ofTruth.clamp(new ScalarOptional(new Scalar(-clip)),
                        new ScalarOptional(new Scalar(clip)));
            }
            ofTruth = target.inUnits(ofTruth);
        }
        Tensor weight = ofPrediction.square().add(ofTruth.square());
        return p.sub(g).square().mul(weight).mean();
    }

    /// The distances of one class of one image.
    private interface Distances {
        double[] of(LabelMap labels, int k);
    }

    /// The maps of all images and classes as a tensor with the shape of `p`.
    private static Tensor maps(Tensor p, Classes c, List<LabelMap> images, Distances distances) {
        int n = images.getFirst().grid().voxels();
        int count = c.indices().size();
        double[] all = new double[Math.toIntExact(p.numel())];
        for (int b = 0; b < images.size(); b++) {
            for (int i = 0; i < count; i++) {
                double[] one = distances.of(images.get(b), c.indices().get(i));
                System.arraycopy(one, 0, all, (b * count + i) * n, n);
            }
        }
        return Tensor.create(all, Tensors.shape(p)).to(p.scalar_type());
    }

    private static double[] signed(LabelMap labels, int k, double clip) {
        DistanceMap map = SignedDistance.of(labels).clip(clip).forClass(k);
        double[] mm = new double[map.mm().length];
        if (!map.hasSurface()) return mm;
        for (int i = 0; i < mm.length; i++) {
            mm[i] = map.mm()[i];
        }
        return mm;
    }

    /// The distance from every voxel of the class to the nearest voxel outside, in voxels.
    private static double[] inside(LabelMap labels, int k) {
        Shape s = labels.grid().shape();
        var outside = new boolean[s.voxels()];
        for (int i = 0; i < outside.length; i++) {
            outside[i] = labels.at(i) != k;
        }
        if (labels.count(k) < outside.length) return Nearest.mm(Grid.of(s), outside);
        double[] made = new double[outside.length];
        for (int i = 0; i < made.length; i++) {
            long x = i % s.width();
            long y = i / s.width() % s.height();
            long z = i / s.width() / s.height();
            long square = s.axes() == 2 ? (y + 1) * (y + 1) : (z + 1) * (z + 1) + y * y;
            made[i] = Math.sqrt((double) (square + x * x));
        }
        return made;
    }

    private static double[] truncated(double[] d) {
        for (int i = 0; i < d.length; i++) {
            d[i] = (int) d[i];
        }
        return d;
    }
}
