package io.github.edgewise.volume;

import java.util.Arrays;
import java.util.List;

/// From a grid whose axes are not at right angles (CT with a tilted gantry) to one whose axes are.
///
/// The steps along the axes are a, b and c. Those of the new grid are a, b without its part along a, and c
/// without its parts along a and b (Gram and Schmidt). So slices stay slices and rows stay rows: rows are
/// shifted along x, slices along x and y, nothing is interpolated between slices. The new grid encloses all
/// voxel centres of the old one. In 2-D only x and y change.
///
/// @param from the grid of the voxels
/// @param to the grid with right angles
/// @param xy voxels of x by which a step along y shifts
/// @param xz voxels of x by which a step along z shifts
/// @param yz voxels of y by which a step along z shifts
/// @param left the first column of the new grid, in voxels from the first one of the old grid
/// @param top the first row of the new grid, likewise
public record Unshearing(Grid from, Grid to, double xy, double xz, double yz, int left, int top) {
    private static final double NOTHING = 1e-6;

    /// The way from this grid to right angles. A grid that has them stays as it is.
    public static Unshearing of(Grid grid) {
        Shape s = grid.shape();
        double[] a = column(grid, 0);
        double[] b = column(grid, 1);
        double xy = share(b, a);
        subtract(b, xy, a);
        double[] c = column(grid, 2);
        boolean flat = s.axes() == 2;
        double xz = flat ? 0 : share(c, a);
        subtract(c, xz, a);
        double yz = flat ? 0 : share(c, b);
        subtract(c, yz, b);
        int top = first(yz * (s.depth() - 1));
        int left = first(xy * (s.height() - 1), xz * (s.depth() - 1));
        int bottom = s.height() - 1 - first(-yz * (s.depth() - 1));
        int right = s.width() - 1 - first(-xy * (s.height() - 1), -xz * (s.depth() - 1));
        double[] origin = column(grid, 3);
        subtract(origin, -left, a);
        subtract(origin, -top, b);
        Double[] affine = new Double[12];
        for (int row = 0; row < 3; row++) {
            affine[4 * row] = a[row] + 0.0;
            affine[4 * row + 1] = b[row] + 0.0;
            affine[4 * row + 2] = c[row] + 0.0;
            affine[4 * row + 3] = origin[row] + 0.0;
        }
        var orientation = new Orientation(List.of(affine), grid.orientation().space());
        Spacing w = grid.spacing();
        var spacing = new Spacing(xz == 0 && yz == 0 ? w.z() : orientation.stepMm(2),
                xy == 0 ? w.y() : orientation.stepMm(1), w.x());
        var shape = new Shape(s.axes(), s.depth(), bottom - top + 1, right - left + 1);
        return new Unshearing(grid, new Grid(shape, spacing, orientation), xy, xz, yz, left, top);
    }

    private static double[] column(Grid grid, int k) {
        List<Double> m = grid.orientation().affine();
        return new double[]{m.get(k), m.get(4 + k), m.get(8 + k)};
    }

    /// The part of `v` along `axis`, in lengths of `axis`; nothing where it is rounding.
    private static double share(double[] v, double[] axis) {
        double share = dot(v, axis) / dot(axis, axis);
        return dot(v, axis) * dot(v, axis) <= NOTHING * NOTHING * dot(v, v) * dot(axis, axis) ? 0 : share;
    }

    private static double dot(double[] a, double[] b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

    private static void subtract(double[] v, double times, double[] from) {
        for (int i = 0; i < 3; i++) {
            v[i] -= times * from[i];
        }
    }

    /// The first voxel where these shifts, each from 0 on, add up.
    private static int first(double... shifts) {
        return (int) Math.floor(Arrays.stream(shifts).map(v -> Math.min(0, v)).sum() + NOTHING);
    }

    /// The labels in the new grid: each voxel has the label of the old voxel that contains its centre, and 0
    /// outside of the old grid.
    public LabelMap of(LabelMap labels) {
        byte[] made = new byte[to.voxels()];
        forEach((voxel, z, y, x) -> {
            if (isInside(y, x)) made[voxel] = (byte) labels.at(nearest(z, y, x));
        });
        return new LabelMap(to, labels.classes(), made);
    }

    /// The image in the new grid, interpolated linearly within slices. Outside of the old grid it has the
    /// smallest finite value of its channel.
    public Volume of(Volume image) { return of(image, (c, z, y, x) -> linear(image, c, z, y, x)); }

    /// The same, where each voxel has the value of the old voxel that contains its centre.
    public Volume nearest(Volume image) {
        return of(image, (c, z, y, x) -> image.values()[c * from.voxels() + nearest(z, y, x)]);
    }

    private interface Interpolation {
        float value(int channel, int z, double y, double x);
    }

    private Volume of(Volume image, Interpolation between) {
        int n = from.voxels();
        float[] made = new float[Math.multiplyExact(image.channels(), to.voxels())];
        for (int c = 0; c < image.channels(); c++) {
            int channel = c;
            float outside = smallest(image.values(), c * n, n);
            forEach((voxel, z, y, x) -> made[channel * to.voxels() + voxel] = isInside(y, x)
                    ? between.value(channel, z, y, x)
                    : outside);
        }
        return new Volume(to, made);
    }

    private int nearest(int z, double y, double x) {
        Shape s = from.shape();
        return s.index(z, Math.clamp(Math.round(y), 0, s.height() - 1),
                Math.clamp(Math.round(x), 0, s.width() - 1));
    }

    private boolean isInside(double y, double x) {
        Shape s = from.shape();
        return y >= -0.5 && y <= s.height() - 0.5 && x >= -0.5 && x <= s.width() - 0.5;
    }

    private float linear(Volume image, int channel, int z, double row, double column) {
        Shape s = from.shape();
        double y = Math.clamp(row, 0, s.height() - 1.);
        double x = Math.clamp(column, 0, s.width() - 1.);
        int top = (int) y;
        int left = (int) x;
        int below = Math.min(top + 1, s.height() - 1);
        int beside = Math.min(left + 1, s.width() - 1);
        double upper = between(image.at(channel, z, top, left), image.at(channel, z, top, beside), x - left);
        double lower = between(image.at(channel, z, below, left), image.at(channel, z, below, beside),
                x - left);
        return (float) between(upper, lower, y - top);
    }

    /// A value that is not finite counts only where it has a share.
    private static double between(double from, double to, double share) {
        return share < NOTHING ? from : share > 1 - NOTHING ? to : from + share * (to - from);
    }

    private static float smallest(float[] values, int from, int count) {
        float smallest = Float.POSITIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            if (Float.isFinite(values[i])) smallest = Math.min(smallest, values[i]);
        }
        return Float.isFinite(smallest) ? smallest : 0;
    }

    private interface Place {
        void visit(int voxel, int z, double y, double x);
    }

    /// Visits each voxel of the new grid, with its place in voxels of the old one.
    private void forEach(Place place) {
        Shape t = to.shape();
        for (int z = 0, i = 0; z < t.depth(); z++) {
            for (int row = 0; row < t.height(); row++) {
                double y = row + top - yz * z;
                for (int column = 0; column < t.width(); column++, i++) {
                    place.visit(i, z, y, column + left - xy * y - xz * z);
                }
            }
        }
    }
}
