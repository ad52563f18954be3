package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The directions of a format's world coordinates, and the conversion to `(Right, Anterior, Superior)` and
/// back.
///
/// @param axes for each coordinate of the file, the parallel axis of RAS: 0, 1 or 2
/// @param signs 1 if the coordinate grows towards Right, Anterior or Superior, otherwise -1
record World(List<Integer> axes, List<Integer> signs) {
    /// Left, Posterior, Superior, as in DICOM, ITK and most NRRD files.
    static final World LPS = new World(List.of(0, 1, 2), List.of(-1, -1, 1));
    static final World RAS = new World(List.of(0, 1, 2), List.of(1, 1, 1));
    private static final String POSITIVE = "RAS";
    private static final String NEGATIVE = "LPI";
    private static final double SMALLEST_VOLUME = 1e-6;

    World {
        axes = List.copyOf(axes);
        signs = List.copyOf(signs);
    }

    /// The world of three letters, such as `LPS`. Each letter names the side towards which a coordinate
    /// grows.
    ///
    /// @throws IOException where the letters are not one of each pair
    static World of(String letters, Path file) throws IOException {
        var axes = new ArrayList<Integer>();
        var signs = new ArrayList<Integer>();
        for (char letter : letters.toUpperCase(Locale.ROOT).toCharArray()) {
            boolean positive = POSITIVE.indexOf(letter) >= 0;
            axes.add((positive ? POSITIVE : NEGATIVE).indexOf(letter));
            signs.add(positive ? 1 : -1);
        }
        if (axes.size() != 3 || !axes.containsAll(List.of(0, 1, 2))) {
            throw new IOException(file + " has the unknown space " + letters);
        }
        return new World(axes, signs);
    }

    /// Converts a vector of this world to RAS.
    double[] toRas(double[] v) {
        double[] ras = new double[3];
        for (int i = 0; i < 3; i++) {
            ras[axes.get(i)] = signs.get(i) * v[i];
        }
        return ras;
    }

    /// Column `k` of an affine in this world: 0, 1 and 2 are the steps along x, y and z, and 3 is the origin.
    double[] column(Orientation orientation, int k) {
        double[] v = new double[3];
        for (int i = 0; i < 3; i++) {
            v[i] = signs.get(i) * orientation.affine().get(4 * axes.get(i) + k);
        }
        return v;
    }

    /// The grid of a shape. Its steps along x, y and z are vectors of this world in mm; the origin is the
    /// centre of the first voxel. A 2-D grid may leave out the third step; then it is perpendicular to the
    /// other two.
    ///
    /// @param space the code of [Orientation]
    /// @throws IOException where a vector is not finite, or the vectors lie in one plane
    Grid grid(Shape shape, List<double[]> steps, double[] origin, int space, Path file) throws IOException {
        var columns = new ArrayList<double[]>();
        for (double[] step : steps) {
            columns.add(toRas(step));
        }
        if (columns.size() == 2) columns.add(unit(cross(columns.get(0), columns.get(1))));
        columns.add(toRas(origin));
        double[] lengths = new double[3];
        double volume = dot(cross(columns.get(0), columns.get(1)), columns.get(2));
        for (int i = 0; i < 3; i++) {
            lengths[i] = length(columns.get(i));
            volume /= lengths[i];
        }
        if (!(Math.abs(volume) >= SMALLEST_VOLUME) || !Double.isFinite(length(columns.get(3)))) {
            throw new IOException(file + " has a damaged orientation: its axes do not span three directions");
        }
        var affine = new ArrayList<Double>();
        for (int row = 0; row < 3; row++) {
            for (double[] column : columns) {
                affine.add(column[row] + 0.0); // no negative zeros
            }
        }
        var spacing = new Spacing(shape.axes() == 2 ? 1 : lengths[2], lengths[1], lengths[0]);
        return new Grid(shape, spacing, new Orientation(affine, space));
    }

    static double[] cross(double[] a, double[] b) {
        return new double[]{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    static double dot(double[] a, double[] b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

    static double length(double[] v) { return Math.sqrt(dot(v, v)); }

    static double[] scaled(double[] v, double factor) {
        return new double[]{v[0] * factor, v[1] * factor, v[2] * factor};
    }

    private static double[] unit(double[] v) { return scaled(v, 1 / length(v)); }
}
