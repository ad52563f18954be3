package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;

/// Linear interpolation between the voxels around the points of a row.
final class Interpolation {
    private final Window window;
    private final int[] corner;
    private final float[] z;
    private final float[] y;
    private final float[] x;
    private final boolean[] isInside;

    /// @param window that holds all voxels next to the points to come
    /// @param length points of a row
    Interpolation(Window window, int length) {
        this.window = window;
        corner = new int[length];
        z = new float[length];
        y = new float[length];
        x = new float[length];
        isInside = new boolean[length];
    }

    /// Moves to a row of points, z, y, x in voxels, and returns which lie in the image: within half a voxel
    /// of a voxel centre.
    boolean[] move(Warp.Row row) {
        Shape whole = window.whole();
        Extent box = window.box();
        int width = box.lastX() - box.x() + 1;
        int plane = width * (box.lastY() - box.y() + 1);
        double depth = whole.depth() - 0.5;
        double height = whole.height() - 0.5;
        double breadth = whole.width() - 0.5;
        for (int i = 0; i < row.length(); i++) {
            double pz = row.z[i];
            double py = row.y[i];
            double px = row.x[i];
            isInside[i] = pz >= -0.5 && pz < depth && py >= -0.5 && py < height && px >= -0.5 && px < breadth;
            if (!isInside[i]) continue;
            int cz = (int) (pz + 1) - 1; // the floor, as no point lies below -0.5
            int cy = (int) (py + 1) - 1;
            int cx = (int) (px + 1) - 1;
            corner[i] = (cz - box.z()) * plane + (cy - box.y()) * width + cx - box.x();
            z[i] = (float) (pz - cz);
            y[i] = (float) (py - cy);
            x[i] = (float) (px - cx);
        }
        return isInside;
    }

    /// Writes the values there, of what a window holds, from `at` on; leaves those beyond the image alone.
    void write(float[] values, float[] to, int at) {
        int width = window.box().lastX() - window.box().x() + 1;
        int plane = window.box().z() == window.box().lastZ()
                ? 0
                : width * (window.box().lastY() - window.box().y() + 1);
        for (int i = 0; i < corner.length; i++) {
            if (!isInside[i]) continue;
            int a = corner[i];
            float f = x[i];
            float near = mix(mix(values[a], values[a + 1], f),
                    mix(values[a + width], values[a + width + 1], f), y[i]);
            if (plane == 0) {
                to[at + i] = near;
                continue;
            }
            int b = a + plane;
            float far = mix(mix(values[b], values[b + 1], f),
                    mix(values[b + width], values[b + width + 1], f), y[i]);
            to[at + i] = mix(near, far, z[i]);
        }
    }

    private static float mix(float a, float b, float share) { return a + share * (b - a); }
}
