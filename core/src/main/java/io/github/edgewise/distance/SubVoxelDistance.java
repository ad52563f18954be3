package io.github.edgewise.distance;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;

/// Makes the signed distance map of a class whose border runs through voxels, experimental:
/// `SubVoxelDistance.of(grid, fractions).map()`.
///
/// A fraction is the share of a voxel that belongs to the class: from partial volume, from resampling a mask,
/// from the mean of several readers. The surface is where fractions that are interpolated linearly between
/// neighbouring centres are 1/2; `phi(x)` is minus the distance to it where the fraction is above 1/2, plus
/// the distance where it is below, and 0 where it is 1/2. In mm, for any spacing, in 2-D and 3-D.
///
/// The surface is known where it crosses the edges between neighbouring centres, at `(1/2 - a) / (b - a)` of
/// the way from fraction a to b. Around every crossing a disc stands for it, across the gradient of the
/// fractions, its radius r/4, r the smallest spacing. The map is the least of the distances to the
/// discs of the nearest crossings along x, y and z: at most r/4 below the distance to the nearest crossing,
/// which alone comes out too long beside slanting surfaces. A straight border across an axis is exact, if the
/// fractions are linear from one side of it to the other. Two voxels on one side of it differ by no more than
/// their distance and r/4; two neighbours on different sides by no more than their distance.
///
/// Only voxels of the image count, and axes of length one add nothing. A class that is nowhere at 1/2 or
/// above is `+D` everywhere, D the diagonal in mm; one that is nowhere at 1/2 or below is `-D`. The clip, if
/// any, is applied last. With a hard mask, fractions 0 and 1, the crossings are the centres of voxel faces:
/// the map is that of [ZeroLevel#FACE] beside flat faces, mostly longer around corners. For such masks
/// [SignedDistance] is exact and much faster.
///
/// Cost: linear in the number of voxels, one transform per axis in double precision on one thread, 12 bytes a
/// voxel beside the map.
///
/// @param fractions one channel
/// @param clipMm values saturate at plus and minus this many mm; infinite for no clip
public record SubVoxelDistance(Volume fractions, double clipMm) {
    public SubVoxelDistance {
        SignedDistance.requireClip(clipMm);
        if (fractions.channels() != 1) {
            throw new IllegalArgumentException("fractions of one class are one channel, but there are "
                    + fractions.channels() + "; make one map per channel");
        }
        float[] f = fractions.values();
        for (int i = 0; i < f.length; i++) {
            if (!(f[i] >= -0.5f && f[i] <= 1.5f)) {
                throw new IllegalArgumentException("a fraction lies between 0 and 1, but is " + f[i]
                        + " at voxel " + fractions.grid().shape().position(i));
            }
        }
    }

    /// The map of these fractions, without a clip.
    ///
    /// @param fractions one per voxel, `z, y, x` with x fastest, from 0 to 1; what resampling overshoots, up
    ///     to 1/2 on either side, is taken as it is
    /// @throws IllegalArgumentException where a fraction is NaN or farther out, naming the first such voxel
    public static SubVoxelDistance of(Grid grid, float[] fractions) {
        return new SubVoxelDistance(new Volume(grid, fractions), Double.POSITIVE_INFINITY);
    }

    /// The same, saturating at plus and minus `mm`.
    public SubVoxelDistance clip(double mm) { return new SubVoxelDistance(fractions, mm); }

    /// The signed distances. The map has a surface where some fraction is 1/2, or some are above and some
    /// below.
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
