package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.where;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Maps.MapOf;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Lengths;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Boundary loss (Kervadec et al., MIDL 2019, arXiv 1812.07032; MedIA 67, 2021): the mean of (p - g) * phi
/// over images, supervised classes and voxels. phi is the signed distance to the true boundary in mm,
/// negative inside.
///
/// The value is 0 (perfect) or more, in mm: a wrong voxel costs its distance to the true boundary. With
/// images in µm, it is in the unit of length of the data set ([Target#unitMm()]). The
/// published value is mean p * phi. Its best value is negative: mean g * phi. The two differ by a constant
/// and have the same gradient. `reference` gives the published value.
///
/// An absent class has phi = +D everywhere (or `+clipMm`), so false positives are punished. In the published
/// code its map is 0 and false positives cost nothing. Alone, this loss collapses to an empty mask if the
/// object is tiny, so add it to a region loss. MONAI's loss of this name makes its maps inside the loss, in
/// voxels. MIST's loss always leaves out the background and puts the weight on the region term instead.
///
/// With a band, phi is 0 wherever the distance is `bandMm` or more: such voxels cost nothing and have no
/// gradient. The term then speaks of the course of the border alone. What lies far from it, and so a false
/// positive in an image without the class, is left to the region loss. A clip works inside of the band.
///
/// @param classes the supervised classes; empty for all except the background
/// @param clipMm distances are limited to plus and minus this many mm; infinite for no limit;
///     [Lengths#PLANNED] for 20 units of length of the data set
/// @param scale the unit of phi and so of the value: mm, or the largest distance of each image
/// @param reference whether to give mean p * phi
/// @param zeroLevel where phi is zero; the published code uses `REFERENCE_TRUNCATED` in 2-D and `REFERENCE`
///     in 3-D, with 0 for absent classes
/// @param map whether phi is the map of the volume or of the slice, if slices of volumes are trained on
/// @param bandMm distances of this many mm or more count as 0; infinite for no band; [Lengths#PLANNED] for 3
///     units of length of the data set
public record BoundaryLoss(List<Integer> classes, double clipMm, DistanceScale scale, boolean reference,
        ZeroLevel zeroLevel, MapOf map, double bandMm) implements Loss {
    /// The planned clip, in units of length of the data set.
    static final double USUAL_CLIP = 20;
    /// The planned band, likewise.
    private static final double USUAL_BAND = 3;

    public BoundaryLoss {
        classes = Classes.named(classes);
        if (clipMm <= 0) {
            throw new InvalidInputException("clipMm must be a positive number of mm, but is " + clipMm);
        }
        if (bandMm <= 0) {
            throw new InvalidInputException("bandMm must be a positive number of mm, but is " + bandMm);
        }
    }

    /// All classes except the background, without a clip.
    public BoundaryLoss() { this(List.of(), Double.POSITIVE_INFINITY); }

    /// In mm, with values of 0 or more.
    public BoundaryLoss(List<Integer> classes, double clipMm) {
        this(classes, clipMm, DistanceScale.MM, false);
    }

    /// With exact maps, of slices or of volumes as the training sets it.
    public BoundaryLoss(List<Integer> classes, double clipMm, DistanceScale scale, boolean reference) {
        this(classes, clipMm, scale, reference, ZeroLevel.FACE, MapOf.AS_SAMPLED);
    }

    /// Without a band.
    public BoundaryLoss(List<Integer> classes, double clipMm, DistanceScale scale, boolean reference,
            ZeroLevel zeroLevel, MapOf map) {
        this(classes, clipMm, scale, reference, zeroLevel, map, Double.POSITIVE_INFINITY);
    }

    /// The same for these classes; empty for all except the background.
    public BoundaryLoss classes(List<Integer> other) {
        return new BoundaryLoss(other, clipMm, scale, reference, zeroLevel, map, bandMm);
    }

    /// The same with distances limited to plus and minus this many mm; infinite for no limit.
    public BoundaryLoss clipMm(double other) {
        return new BoundaryLoss(classes, other, scale, reference, zeroLevel, map, bandMm);
    }

    /// The same in another unit of distance.
    public BoundaryLoss scale(DistanceScale other) {
        return new BoundaryLoss(classes, clipMm, other, reference, zeroLevel, map, bandMm);
    }

    /// The same with the published value, mean p * phi, or without.
    public BoundaryLoss reference(boolean other) {
        return new BoundaryLoss(classes, clipMm, scale, other, zeroLevel, map, bandMm);
    }

    /// The same with maps that are zero elsewhere.
    public BoundaryLoss zeroLevel(ZeroLevel other) {
        return new BoundaryLoss(classes, clipMm, scale, reference, other, map, bandMm);
    }

    /// The same with another source of the maps of slices.
    public BoundaryLoss map(MapOf other) {
        return new BoundaryLoss(classes, clipMm, scale, reference, zeroLevel, other, bandMm);
    }

    /// The same with distances of this many mm or more left out; infinite for all distances.
    public BoundaryLoss bandMm(double other) {
        return new BoundaryLoss(classes, clipMm, scale, reference, zeroLevel, map, other);
    }

    @Override
    public boolean needsDistances() { return true; }

    @Override
    public Maps maps() { return new Maps(zeroLevel, map); }

    @Override
    public double reachMm() {
        if (scale != DistanceScale.MM) return Double.POSITIVE_INFINITY;
        return Double.isInfinite(bandMm) ? clip(1) : band(1);
    }

    @Override
    public BoundaryLoss planned(double unitMm) { return clipMm(clip(unitMm)).bandMm(band(unitMm)); }

    private double clip(double unitMm) { return Lengths.planned(clipMm, USUAL_CLIP, unitMm); }

    private double band(double unitMm) { return Lengths.planned(bandMm, USUAL_BAND, unitMm); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 1, prediction);
        Tensor p = c.of(prediction.probabilities()); // [B,C,D,H,W]
        Tensor mm = c.of(target.distances());
        double band = band(target.unitMm());
        Tensor phi = scale.of(mm, c.of(target.extents()), Math.min(band, clip(target.unitMm())));
        // a map that ends at the band holds it as a float there
        if (Double.isFinite(band)) phi = where(mm.abs().lt(new Scalar((float) band)), phi, new Scalar(0.));
        if (scale == DistanceScale.MM) phi = target.inUnits(phi);
        Tensor excess = reference ? p : p.sub(c.of(target.oneHot()));
        return excess.mul(phi).mean();
    }
}
