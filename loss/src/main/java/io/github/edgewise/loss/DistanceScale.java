package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.where;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// The unit of the distances in a loss.
///
/// The largest distances are those of the whole image ([Target#extents()]), so all patches of a case share
/// one scale. With a scale other than mm, the weight of a voxel depends on the size of object and image. This
/// suits data sets in which these sizes differ widely.
public enum DistanceScale {
    /// Millimetres.
    MM,
    /// The largest distance in the map of the class, inside or outside. Values are from -1 to 1; for an
    /// absent class, 1.
    CASE_MAXIMUM,
    /// Inside the largest depth, outside the largest distance, as in MIST's normalisation. Values are from -1
    /// in the core of the object to 1 at the far end of the image; for an absent class, 1.
    EACH_SIDE;

    /// Distances in this unit, limited to plus and minus `clipMm` before the conversion.
    ///
    /// @param phi in mm, `[B, C, D, H, W]`
    /// @param extents the largest depth inside and the largest distance outside in mm, `[B, C, 2]`
    Tensor of(Tensor phi, Tensor extents, double clipMm) {
        Tensor clipped = clipped(phi, clipMm);
        if (this == MM) return clipped;
        Tensor most = clipped(extents, clipMm).clamp_min(new Scalar(Float.MIN_NORMAL));
        if (this == CASE_MAXIMUM) return clipped.div(likeMap(most.amax(new long[]{2}, false), phi));
        Tensor deepest = likeMap(most.select(2, 0), phi);
        Tensor farthest = likeMap(most.select(2, 1), phi);
        return clipped.div(where(phi.lt(new Scalar(0)), deepest, farthest));
    }

    private static Tensor clipped(Tensor x, double clipMm) {
        return Double.isFinite(clipMm)
                ? x.clamp(new ScalarOptional(new Scalar(-clipMm)), new ScalarOptional(new Scalar(clipMm)))
                : x;
    }

    /// Reshapes `[B, C]` to `[B, C, 1, 1, 1]`, with as many axes as the map has.
    private static Tensor likeMap(Tensor perClass, Tensor map) {
        Tensor x = perClass;
        for (long a = 2; a < map.dim(); a++) {
            x = x.unsqueeze(-1);
        }
        return x;
    }
}
