package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;

/// A deformation of space: the point of the image that each voxel of a patch shows.
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

    /// The points of a row of voxels, an array per axis.
    static final class Row {
        final double[] z;
        final double[] y;
        final double[] x;
        private final double[] displacement;
        private int length;

        Row(int length) {
            this.length = length;
            z = new double[length];
            y = new double[length];
            x = new double[length];
            displacement = new double[length];
        }

        /// The same for the first `n` voxels alone.
        Row first(int n) {
            length = n;
            return this;
        }

        int length() { return length; }

        private double[] along(int axis) { return axis == 0 ? z : axis == 1 ? y : x; }
    }

    /// Brings voxel `from` of the image to voxel `to` of the patch; both z, y, x.
    Warp at(double[] to, double[] from) {
        for (int a = 0; a < 3; a++) {
            anchor[a] = to[a];
            source[a] = from[a];
        }
        for (int a = 0; a < bend.length; a++) {
            still[a] = bends(a) ? bendMm * bend[a].at(0, 0, 0) : 0;
        }
        return this;
    }

    private boolean bends(int a) { return bend.length > 0 && (a > 0 || isSolid); }

    /// The points of the image, in voxels, that the voxels from (z, y, x) on along x show.
    void locate(int z, int y, int x, Row row) {
        double u = (z - anchor[0]) * spacing[0];
        double v = (y - anchor[1]) * spacing[1];
        double w = (x - anchor[2]) * spacing[2];
        for (int a = 0; a < 3; a++) {
            double[] points = row.along(a);
            double start = start(a, z, y, x);
            double step = step(a);
            if (bends(a)) {
                bend[a].row(u, v, w, spacing[2], row.displacement, row.length);
                double voxels = bendMm / spacing[a];
                for (int i = 0; i < row.length; i++) {
                    points[i] = start + i * step + voxels * row.displacement[i];
                }
            } else {
                for (int i = 0; i < row.length; i++) {
                    points[i] = start + i * step;
                }
            }
        }
    }

    /// The coordinate along axis `a` of the point that voxel (z, y, x) shows, were the displacement there 0.
    double start(int a, int z, int y, int x) {
        double mm = matrix[a][0] * (z - anchor[0]) * spacing[0]
                + matrix[a][1] * (y - anchor[1]) * spacing[1] + matrix[a][2] * (x - anchor[2]) * spacing[2]
                - still[a];
        return source[a] + mm / spacing[a];
    }

    /// How much that grows for one voxel along x.
    double step(int a) { return matrix[a][2] * spacing[2] / spacing[a]; }

    /// How far, in voxels along axis `a`, a point may lie from there.
    double slack(int a) { return bends(a) ? bendMm / spacing[a] : 0; }

    /// The least and the largest coordinate along axis `a` of the voxels that show a point of the image, or
    /// somewhat beyond.
    double[] shown(int a, Shape image) {
        double[] row = inverse(a);
        double middle = anchor[a];
        double reach = 0;
        int[] n = {image.depth(), image.height(), image.width()};
        for (int b = 0; b < 3; b++) {
            double share = row[b] * spacing[b] / spacing[a];
            middle += share * ((n[b] - 1) / 2. - source[b] + still[b] / spacing[b]);
            reach += Math.abs(share) * (n[b] / 2. + slack(b));
        }
        return new double[]{middle - reach, middle + reach};
    }

    /// Row `a` of the inverse of the matrix.
    private double[] inverse(int a) {
        double[] row = new double[3];
        for (int b = 0; b < 3; b++) {
            row[b] = minor(b, a) / determinant();
        }
        return row;
    }

    private double determinant() {
        return matrix[0][0] * minor(0, 0) + matrix[0][1] * minor(0, 1) + matrix[0][2] * minor(0, 2);
    }

    /// The determinant without row `r` and column `c`, with its sign.
    private double minor(int r, int c) {
        double[] above = matrix[(r + 1) % 3];
        double[] below = matrix[(r + 2) % 3];
        return above[(c + 1) % 3] * below[(c + 2) % 3] - above[(c + 2) % 3] * below[(c + 1) % 3];
    }

    /// The least and the largest coordinate along axis `a` of what a box of voxels shows, or somewhat beyond.
    double[] range(int a, Extent box) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int corner = 0; corner < 8; corner++) {
            double at = start(a, (corner & 4) == 0 ? box.z() : box.lastZ(),
                    (corner & 2) == 0 ? box.y() : box.lastY(), (corner & 1) == 0 ? box.x() : box.lastX());
            least = Math.min(least, at);
            most = Math.max(most, at);
        }
        return new double[]{least - slack(a), most + slack(a)};
    }
}
