package io.github.edgewise.distance;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.file.ByteStore;
import io.github.edgewise.volume.Grid;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/// Makes exact signed distance maps of label files of any size. Results equal those of [SignedDistance].
/// Labels and map are files that are mapped to memory, so neither has to fit into the heap or into memory.
///
/// Slices, and then spans of columns, are read, solved and written one after the other. The map itself holds
/// the intermediate values.
///
/// @param labels one unsigned byte per voxel, `z, y, x` with x fastest
/// @param grid where the voxels lie
/// @param zeroLevel where the map is zero; not [ZeroLevel#REFERENCE_TRUNCATED]
/// @param clipMm values saturate at plus and minus this many mm; infinite for no clip
/// @param threads that share the work; the result does not depend on them
public record LargeSignedDistance(ByteStore labels, Grid grid, ZeroLevel zeroLevel, double clipMm,
        int threads) {
    private static final int MOST_CLASSES = 255;

    public LargeSignedDistance {
        SignedDistance.requireClip(clipMm);
        SignedDistance.requireThreads(threads);
        if (zeroLevel == ZeroLevel.REFERENCE_TRUNCATED || !Transform.fits(grid)) {
            throw new InvalidInputException("maps of files this large are made in float, which is too "
                    + "coarse for " + zeroLevel + " with a spacing of " + grid.spacing());
        }
        if (labels.size() != grid.shape().count()) {
            throw new IllegalArgumentException("a grid of " + grid.shape() + " needs " + grid.shape().count()
                    + " labels, but got " + labels.size());
        }
    }

    /// Writes the map of class `classIndex` in little-endian floats and returns whether the class has a
    /// surface.
    ///
    /// @param classIndex 0 to 255; a class that does not occur has a map without a surface
    /// @param mm four bytes per voxel
    /// @param progress called now and then by the calling thread, with the share of the work that is done
    /// @throws IllegalArgumentException where the class is not 0 to 255, or `mm` has another size
    public boolean fill(int classIndex, ByteStore mm, DoubleConsumer progress) {
        if (mm.size() != Float.BYTES * grid.shape().count()) {
            throw new IllegalArgumentException("a map of " + grid.shape() + " has "
                    + Float.BYTES * grid.shape().count() + " bytes, but got " + mm.size());
        }
        if (classIndex < 0 || classIndex > MOST_CLASSES) {
            throw new InvalidInputException(
                    "class " + classIndex + " was asked for, but a label map has classes "
                            + "from 0 to " + MOST_CLASSES);
        }
        Rows.Sides sides = Rows.sides(labels, classIndex);
        if (sides.isSurface()) {
            Kernel kernel = Kernels.next(grid);
            new Transform(labels, grid, zeroLevel, clipMm, kernel, threads, progress).signed(classIndex,
                    VoxelStore.of(mm));
        } else {
            float[] constant = new float[1 << 14];
            Arrays.fill(constant,
                    (float) SignedDistance.withoutSurface(sides.inside(), grid, zeroLevel, clipMm));
            for (long at = 0; at < grid.shape().count(); at += constant.length) {
                int some = (int) Math.min(constant.length, grid.shape().count() - at);
                mm.put(at, constant, 0, some);
            }
        }
        return sides.isSurface();
    }
}
