package io.github.edgewise.loss;

import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Boundary loss (Kervadec et al., MIDL 2019, arXiv 1812.07032; MedIA 67, 2021): the mean of (p - g) * phi
/// over images, supervised classes and voxels, phi the signed distance to the true boundary in mm, negative
/// inside.
///
/// From 0, perfect, up, in mm: a voxel that is wrong costs its distance to the true boundary. The published
/// value is mean p * phi, which is negative at its best, mean g * phi; the two differ by a constant and have
/// the same gradient. `reference` gives the published one.
///
/// An absent class has phi = +D everywhere (or `+clipMm`), so false positives are punished; in the published
/// code its map is 0 and they are free. Alone this loss collapses to an empty mask where the object is
/// tiny, so it is added to a region loss. MONAI's loss of this name makes its maps in voxels, inside the
/// loss; MIST's always leaves out the background and weighs the region term instead.
///
/// @param classes the supervised classes; empty for all but the background
/// @param clipMm distances saturate at plus and minus this many mm; infinite for none
/// @param scale the unit of phi and so of the value; mm unless an image's own largest distance is wanted
/// @param reference whether to report mean p * phi
/// @param zeroLevel where phi is zero; the published code has `REFERENCE_TRUNCATED` in 2-D and `REFERENCE` in
///     3-D, with 0 for absent classes
/// @param map what phi is made of where slices of volumes are trained on: the volume or the slice
public record BoundaryLoss(List<Integer> classes, double clipMm, DistanceScale scale, boolean reference,
        ZeroLevel zeroLevel, MapOf map) implements Loss {
    public BoundaryLoss {
        classes = List.copyOf(classes);
        if (!(clipMm > 0)) {
            throw new IllegalArgumentException("clipMm must be a positive number of mm, but is " + clipMm);
        }
    }

    /// All classes but the background, no clip.
    public BoundaryLoss() { this(List.of(), Double.POSITIVE_INFINITY); }

    /// In mm, from 0 up.
    public BoundaryLoss(List<Integer> classes, double clipMm) {
        this(classes, clipMm, DistanceScale.MM, false);
    }

    /// Exact maps, of slices or volumes as the training says.
    public BoundaryLoss(List<Integer> classes, double clipMm, DistanceScale scale, boolean reference) {
        this(classes, clipMm, scale, reference, ZeroLevel.FACE, MapOf.AS_SAMPLED);
    }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Maps maps() { return new Maps(zeroLevel, map); }

    @Override
    public double reachMm() { return scale == DistanceScale.MM ? clipMm : Double.POSITIVE_INFINITY; }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor phi = scale.of(c.of(target.distances()), c.of(target.extents()), clipMm);
        Tensor excess = reference ? p : p.sub(c.of(target.oneHot()));
        return excess.mul(phi).mean();
    }
}
