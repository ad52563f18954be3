package io.github.edgewise.distance;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;

/// Makes the signed distance map of a class whose border runs through voxels:
/// `SubVoxelDistance.of(grid, fractions).map()`. Experimental.
///
/// A fraction is the share of a voxel that belongs to the class. It comes from partial volume, from a
/// resampled mask, or from the mean of several readers. Fractions are interpolated linearly between
/// neighbouring centres. The surface is where they are 1/2. `phi(x)` is the distance to it in mm: negative
/// where the fraction is above 1/2, positive where it is below, and 0 where it is 1/2. It works for any
/// spacing, in 2-D and 3-D.
///
/// The surface crosses the edges between neighbouring centres at `(1/2 - a) / (b - a)` of the way from
/// fraction a to fraction b. Around every crossing, a disc represents the surface. It is perpendicular to the
/// gradient of the fractions and has the radius r/4, where r is the smallest spacing. The map is the smallest
/// of the distances to the discs of the nearest crossings along x, y and z. So it is at most r/4 below the
/// distance to the nearest crossing. That distance alone would be too long beside oblique surfaces. A flat
/// border perpendicular to an axis is exact if the fractions are linear across it. The values of two voxels
/// on the same side differ by at most their distance plus r/4, those of two neighbours on different sides by
/// at most their distance.
///
/// Only voxels of the image count, and axes of length one add nothing. If no fraction is 1/2 or above, the
/// map is `+D` everywhere, with D the diagonal in mm. If no fraction is 1/2 or below, it is `-D`. The clip,
/// if any, is applied last. In a hard mask, with fractions 0 and 1, the crossings are the centres of voxel
/// faces. Then the map equals that of [ZeroLevel#FACE] beside flat faces; around corners it is mostly longer.
/// For such masks [SignedDistance] is exact and much faster.
///
/// Cost: linear in the number of voxels. It makes one transform per axis in double precision on one thread,
/// and needs 12 bytes per voxel besides the map.
///
/// @param fractions one channel
/// @param clipMm values saturate at plus and minus this many mm; infinite for no clip
public record SubVoxelDistance(Volume fractions, double clipMm) {
    public SubVoxelDistance {
        SignedDistance.requireClip(clipMm);
        if (fractions.channels() != 1) {
            throw new InvalidInputException("fractions of one class are one channel, but there are "
                    + fractions.channels() + "; make one map per channel");
        }
        float[] f = fractions.values();
        for (int i = 0; i < f.length; i++) {
            if (!(f[i] >= -0.5f && f[i] <= 1.5f)) {
                throw new InvalidInputException("a fraction lies between 0 and 1, but is " + f[i]
                        + " at voxel " + fractions.grid().shape().position(i));
            }
        }
    }

    /// The map of these fractions, without a clip.
    ///
    /// @param fractions one per voxel, `z, y, x` with x fastest, from 0 to 1. Values up to 1/2 outside of
    ///     this range, as resampling makes them, are used unchanged
    /// @throws IllegalArgumentException where a fraction is NaN or farther outside; it names the first such
    ///     voxel
    public static SubVoxelDistance of(Grid grid, float[] fractions) {
        return new SubVoxelDistance(new Volume(grid, fractions), Double.POSITIVE_INFINITY);
    }

    /// The same map, limited to the range from minus `mm` to plus `mm`.
    public SubVoxelDistance clip(double mm) { return new SubVoxelDistance(fractions, mm); }

    /// The map of signed distances. It has a surface if some fraction is 1/2, or if some are above and some
    /// below 1/2.
    public DistanceMap map() {
        Grid grid = fractions.grid();
        float[] f = fractions.values();
        float[] mm = new float[f.length];
        Arrays.fill(mm, (float) Math.min(grid.diagonalMm(), clipMm));
        boolean inside = false;
        boolean outside = false;
        for (float fraction : f) {
            inside |= fraction >= 0.5f;
            outside |= fraction <= 0.5f;
        }
        if (inside && outside) {
            var crossings = new Crossings(fractions);
            for (int axis = 0; axis < 3; axis++) {
                crossings.lower(axis, mm);
            }
        }
        for (int i = 0; i < mm.length; i++) {
            if (f[i] > 0.5f) mm[i] = 0 - mm[i]; // never -0
            if (f[i] == 0.5f) mm[i] = 0;
        }
        return new DistanceMap(grid, mm, inside && outside);
    }
}
