package io.github.edgewise.data;

import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;

/// A deformation of space: which point of an image comes to which voxel of a patch.
///
/// Voxel i of the patch shows the image at `s + (M u + d(u)) / w`, with u the way in mm from the anchor voxel
/// of the patch to i, s the image's voxel that comes to the anchor, M a matrix, d a smooth displacement less
/// that at the anchor, and w the spacing.
final class Warp {
    private final double[][] matrix;
    private final double[] spacing;
    private final SmoothNoise[] bend;
    private final double bendMm;
    private final boolean isSolid;
    private final double[] anchor = new double[3];
    private final double[] source = new double[3];
    private final double[] still = new double[3];

    /// @param bend fields for z, y and x, or none
    /// @param bendMm the largest displacement along an axis
    /// @param isSolid whether z bends too
    Warp(double[][] matrix, Spacing w, SmoothNoise[] bend, double bendMm, boolean isSolid) {
        this.matrix = matrix;
        this.spacing = new double[]{w.z(), w.y(), w.x()};
        this.bend = bend;
        this.bendMm = bendMm;
        this.isSolid = isSolid;
    }

    /// Brings voxel `from` of the image to voxel `to` of the patch; both z, y, x.
    Warp at(double[] to, double[] from) {
        for (int a = 0; a < 3; a++) {
            anchor[a] = to[a];
            source[a] = from[a];
        }
        for (int a = 0; a < bend.length; a++) {
            still[a] = displacement(a, 0, 0, 0);
        }
        return this;
    }

    /// The point of the image, in voxels, that voxel (z, y, x) of the patch shows.
    void locate(int z, int y, int x, double[] point) {
        double u = (z - anchor[0]) * spacing[0];
        double v = (y - anchor[1]) * spacing[1];
        double w = (x - anchor[2]) * spacing[2];
        for (int a = 0; a < 3; a++) {
            double mm = matrix[a][0] * u + matrix[a][1] * v + matrix[a][2] * w;
            if (bend.length > 0) mm += displacement(a, u, v, w) - still[a];
            point[a] = source[a] + mm / spacing[a];
        }
    }

    private double displacement(int a, double u, double v, double w) {
        return a == 0 && !isSolid ? 0 : bendMm * bend[a].at(u, v, w);
    }
}
