package io.github.edgewise.data;

import io.github.edgewise.volume.Shape;

/// Linear interpolation between the voxels around a point.
final class Interpolation {
    private final Shape shape;
    private final int[] index = new int[8];
    private final float[] weight = new float[8];

    Interpolation(Shape shape) { this.shape = shape; }

    /// Goes to a point, z, y, x in voxels, and tells whether it lies in the image: within half a voxel of a
    /// voxel centre.
    boolean move(double[] point) {
        if (!isInside(point, shape)) return false;
        int z = (int) Math.floor(point[0]);
        int y = (int) Math.floor(point[1]);
        int x = (int) Math.floor(point[2]);
        double fz = point[0] - z;
        double fy = point[1] - y;
        double fx = point[2] - x;
        for (int corner = 0; corner < 8; corner++) {
            int dz = corner >> 2;
            int dy = corner >> 1 & 1;
            int dx = corner & 1;
            index[corner] = shape.index(Math.clamp((long) z + dz, 0, shape.depth() - 1),
                    Math.clamp((long) y + dy, 0, shape.height() - 1),
                    Math.clamp((long) x + dx, 0, shape.width() - 1));
            weight[corner] = (float) ((dz == 1 ? fz : 1 - fz) * (dy == 1 ? fy : 1 - fy)
                    * (dx == 1 ? fx : 1 - fx));
        }
        return true;
    }

    /// The value there of a channel that begins at `from`.
    float value(float[] image, int from) {
        float sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            if (weight[corner] != 0) sum += weight[corner] * image[from + index[corner]];
        }
        return sum;
    }

    static boolean isInside(double[] point, Shape shape) {
        return point[0] >= -0.5 && point[0] < shape.depth() - 0.5 && point[1] >= -0.5
                && point[1] < shape.height() - 0.5 && point[2] >= -0.5 && point[2] < shape.width() - 0.5;
    }
}
