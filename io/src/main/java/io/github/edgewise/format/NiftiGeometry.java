package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;

/// The positions of the voxels of a NIfTI file, in mm.
///
/// The affine is the sform if its code is not 0, else the qform, else `diag(-dx, dy, dz)` with the middle of
/// the image at the origin. This is the order and the default of nibabel. The spacing is the length of the
/// affine's columns.
///
/// @param grid shape, spacing and affine
/// @param warnings contradictions and gaps in the header
record NiftiGeometry(Grid grid, List<String> warnings) {
    /// The relative difference between pixdim and affine above which there is a warning.
    private static final double TOLERANCE = 1e-3;
    private static final double SMALLEST_MM = 1e-30;
    private static final int ANALYZE_ORIGIN = 253;

    static NiftiGeometry of(NiftiHeader header) {
        var warnings = new ArrayList<String>();
        double mm = unit(header, warnings);
        Shape shape = header.shape();
        Orientation chosen = choose(header, mm, shape, warnings);
        boolean flat = shape.axes() == 2;
        boolean exact = header.version() == 2;
        var spacing = new Spacing(flat ? 1 : shown(chosen.stepMm(2), exact), shown(chosen.stepMm(1), exact),
                shown(chosen.stepMm(0), exact));
        double[] ofAffine = {spacing.x(), spacing.y(), spacing.z()};
        for (int axis = 0; axis < shape.axes(); axis++) {
            double declared = step(header, axis, mm);
            if (Math.abs(declared - ofAffine[axis]) > TOLERANCE * ofAffine[axis]) {
                warnings.add(
                        "the affine has a spacing of " + ofAffine[axis] + " mm along " + "xyz".charAt(axis)
                                + ", but pixdim says " + declared + "; the affine is used");
            }
        }
        return new NiftiGeometry(new Grid(shape, spacing, chosen), List.copyOf(warnings));
    }

    /// The length of one unit of the file, in mm.
    private static double unit(NiftiHeader header, List<String> warnings) {
        if (header.version() == 0) return 1;
        return switch ((int) header.integer(NiftiField.UNITS, 0) & 7) {
            case 1 -> 1000;
            case 2 -> 1;
            case 3 -> 0.001;
            default -> {
                warnings.add("the header does not say the unit of length; mm is assumed");
                yield 1;
            }
        };
    }

    private static Orientation choose(NiftiHeader header, double mm, Shape shape, List<String> warnings) {
        if (header.version() > 0) {
            int sform = (int) header.integer(NiftiField.SFORM_CODE, 0);
            int qform = (int) header.integer(NiftiField.QFORM_CODE, 0);
            if (sform > 0) {
                var form = new Orientation(sform(header, mm), sform);
                if (isUsable(form, shape)) {
                    if (qform > 0 && differ(form, new Orientation(qform(header, mm), qform), shape)) {
                        warnings.add("qform and sform differ; the sform is used");
                    }
                    return form;
                }
                warnings.add("the sform is singular or not finite and is ignored");
            }
            if (qform > 0) {
                var form = new Orientation(qform(header, mm), qform);
                if (isUsable(form, shape)) return form;
                warnings.add("the qform is singular or not finite and is ignored");
            }
            warnings.add("the header does not say where the image lies; x is assumed to run to the left");
        } else {
            warnings.add("ANALYZE does not say which side is left; x is assumed to run to the left");
        }
        return new Orientation(base(header, mm, shape), 0);
    }

    private static List<Double> sform(NiftiHeader header, double mm) {
        var m = new ArrayList<Double>();
        for (int i = 0; i < 12; i++) {
            m.add(mm * header.number(NiftiField.SROW, i));
        }
        return m;
    }

    private static List<Double> qform(NiftiHeader header, double mm) {
        double[][] r = rotation(header);
        double flip = header.number(NiftiField.PIXDIM, 0) < 0 ? -1 : 1;
        var m = new ArrayList<Double>();
        for (int row = 0; row < 3; row++) {
            m.addAll(List.of(r[row][0] * step(header, 0, mm), r[row][1] * step(header, 1, mm),
                    flip * r[row][2] * step(header, 2, mm), mm * header.number(NiftiField.QOFFSET, row)));
        }
        return m;
    }

    /// The rotation of the quaternion (a, b, c, d) of unit length. The header has only b, c and d, so a is
    /// computed from them. As in nibabel, the result is divided by the whole length. Half turns differ
    /// slightly in other programs.
    private static double[][] rotation(NiftiHeader header) {
        double b = header.number(NiftiField.QUATERNION, 0);
        double c = header.number(NiftiField.QUATERNION, 1);
        double d = header.number(NiftiField.QUATERNION, 2);
        double a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
        double s = 2 / (a * a + b * b + c * c + d * d);
        return new double[][]{{1 - s * (c * c + d * d), s * (b * c - a * d), s * (b * d + a * c)},
            {s * (b * c + a * d), 1 - s * (b * b + d * d), s * (c * d - a * b)},
            {s * (b * d - a * c), s * (c * d + a * b), 1 - s * (b * b + c * c)}};
    }

    /// The affine of a file without geometry. In ANALYZE headers, SPM stores the index of the voxel at the
    /// origin, counted from 1.
    private static List<Double> base(NiftiHeader header, double mm, Shape shape) {
        double[] sizes = {shape.width(), shape.height(), shape.depth()};
        double[] middle = new double[3];
        boolean origin = header.version() == 0;
        boolean any = false;
        for (int axis = 0; axis < 3 && origin; axis++) {
            middle[axis] = header.buffer().getShort(ANALYZE_ORIGIN + 2 * axis);
            any |= middle[axis] != 0;
            origin = middle[axis] > -sizes[axis] && middle[axis] < 2 * sizes[axis];
        }
        var m = new ArrayList<Double>();
        for (int row = 0; row < 3; row++) {
            double step = (row == 0 ? -1 : 1) * (row < shape.axes() ? step(header, row, mm) : 1);
            for (int column = 0; column < 3; column++) {
                m.add(row == column ? step : 0);
            }
            m.add(-step * (origin && any ? middle[row] - 1 : (sizes[row] - 1) / 2) + 0.0);
        }
        return m;
    }

    /// The spacing that pixdim declares, or 1 mm if the value is not plausible.
    private static double step(NiftiHeader header, int axis, double mm) {
        double step = mm * Math.abs(header.number(NiftiField.PIXDIM, axis + 1));
        return step >= SMALLEST_MM && step <= 1 / SMALLEST_MM ? step : 1;
    }

    /// Rounds numbers of NIfTI-1, which are 32-bit floats: 0.97 must not become 0.9700000286102295.
    private static double shown(double value, boolean exact) {
        return exact ? value : Double.parseDouble(Float.toString((float) value));
    }

    /// True if all numbers are finite and the axes are linearly independent.
    private static boolean isUsable(Orientation form, Shape shape) {
        for (double value : form.affine()) {
            if (!Double.isFinite(value)) return false;
        }
        double[][] unit = new double[shape.axes()][3];
        for (int axis = 0; axis < shape.axes(); axis++) {
            double length = form.stepMm(axis);
            if (!(length >= SMALLEST_MM && length <= 1 / SMALLEST_MM)) return false;
            for (int row = 0; row < 3; row++) {
                unit[axis][row] = form.affine().get(4 * row + axis) / length;
            }
        }
        double[] x = unit[0];
        double[] y = unit[1];
        double[] cross = World.cross(x, y);
        double[] z = shape.axes() == 3 ? unit[2] : cross;
        return Math.abs(World.dot(cross, z)) > 1e-12;
    }

    /// True if two affines place some voxel of a grid more than a tenth of the smallest spacing apart.
    private static boolean differ(Orientation a, Orientation b, Shape shape) {
        double[] sizes = {shape.width() - 1, shape.height() - 1, shape.depth() - 1, 1};
        double least = Double.POSITIVE_INFINITY;
        for (int axis = 0; axis < shape.axes(); axis++) {
            least = Math.min(least, a.stepMm(axis));
        }
        for (int row = 0; row < 3; row++) {
            double apart = 0;
            for (int column = 0; column < 4; column++) {
                int i = 4 * row + column;
                apart += Math.abs(a.affine().get(i) - b.affine().get(i)) * sizes[column];
            }
            if (!(apart <= 0.1 * least)) return true;
        }
        return false;
    }
}
