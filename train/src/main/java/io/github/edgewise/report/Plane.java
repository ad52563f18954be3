package io.github.edgewise.report;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.Locale;

/// How a case is drawn: which of its axes runs to the right, which down, and which from slice to slice.
///
/// A case whose position in the patient is known is drawn in the radiological convention, whatever the order
/// of its voxels in the file: axial slices from below and coronal ones from the front (the patient's left is
/// on the right of the picture), sagittal ones from the left (the front is on the left). Slices are axial,
/// unless voxels are at least twice as long along another axis as from head to foot; then they lie across
/// that axis, as they were acquired. An image of one slice keeps it. A case without a position is drawn as
/// stored.
///
/// @param name `axial`, `coronal` or `sagittal`, with `oblique` before it if the slices are tilted by more
///     than 15 degrees; empty where the position is unknown
/// @param sides the sides of the patient at the top, right, bottom and left of the picture, such as `ALPR`;
///     empty where the position is unknown
/// @param shape slices, rows and columns as drawn
/// @param spacing mm between these
/// @param first the index of the voxel that is drawn first
/// @param steps from an index to that of the next slice, row and column
record Plane(String name, String sides, Shape shape, Spacing spacing, int first, List<Integer> steps) {
    private static final String POSITIVE = "RAS";
    private static final String NEGATIVE = "LPI";
    private static final int SUPERIOR = 2;
    /// For each world axis across the slices: their name, and where slices, rows and columns lead.
    private static final List<String> NAMES = List.of("sagittal", "coronal", "axial");
    private static final List<String> DIRECTIONS = List.of("LIP", "PIL", "SPL");
    private static final double THICK = 2;
    private static final double OBLIQUE_COSINE = Math.cos(Math.toRadians(15));

    Plane {
        steps = List.copyOf(steps);
    }

    static Plane of(Grid grid) {
        Orientation orientation = grid.orientation();
        if (orientation.space() == 0) return new Axes(grid, 2, 1, 0, 0).plane("", "");
        String code = orientation.code();
        int across = across(grid, code);
        String directions = DIRECTIONS.get(across);
        int[] axes = new int[3];
        int backwards = 0;
        for (int i = 0; i < 3; i++) {
            axes[i] = axis(code, world(directions.charAt(i)));
            if (code.charAt(axes[i]) != directions.charAt(i)) backwards |= 1 << axes[i];
        }
        double cosine = Math.abs(orientation.affine().get(4 * across + axes[0]))
                / orientation.stepMm(axes[0]);
        String name = (cosine < OBLIQUE_COSINE ? "oblique " : "") + NAMES.get(across);
        String down = directions.substring(1, 2);
        String right = directions.substring(2);
        return new Axes(grid, axes[0], axes[1], axes[2], backwards).plane(name,
                opposite(down) + right + down + opposite(right));
    }

    /// The world axis across the slices.
    private static int across(Grid grid, String code) {
        int[] lengths = {grid.shape().width(), grid.shape().height(), grid.shape().depth()};
        if (grid.shape().axes() == 2) return world(code.charAt(2));
        double[] mm = {grid.spacing().x(), grid.spacing().y(), grid.spacing().z()};
        int across = SUPERIOR;
        int single = 0;
        int thickest = SUPERIOR;
        for (int world = 0; world < 3; world++) {
            int axis = axis(code, world);
            if (lengths[axis] == 1) {
                single++;
                across = world;
            }
            if (mm[axis] > mm[axis(code, thickest)]) thickest = world;
        }
        if (single == 1) return across;
        return mm[axis(code, thickest)] >= THICK * mm[axis(code, SUPERIOR)] ? thickest : SUPERIOR;
    }

    private static int world(char side) { return Math.max(POSITIVE.indexOf(side), NEGATIVE.indexOf(side)); }

    private static String opposite(String side) {
        int positive = POSITIVE.indexOf(side);
        int at = Math.max(positive, NEGATIVE.indexOf(side));
        return (positive < 0 ? POSITIVE : NEGATIVE).substring(at, at + 1);
    }

    /// The voxel axis along a world axis.
    private static int axis(String code, int world) {
        int axis = code.indexOf(POSITIVE.charAt(world));
        return axis < 0 ? code.indexOf(NEGATIVE.charAt(world)) : axis;
    }

    /// The voxel axes (0 is x) in the order in which they are drawn.
    ///
    /// @param backwards bit a set: axis a is drawn from its end
    private record Axes(Grid grid, int slice, int row, int column, int backwards) {
        Plane plane(String name, String sides) {
            Shape s = grid.shape();
            int[] lengths = {s.width(), s.height(), s.depth()};
            double[] mm = {grid.spacing().x(), grid.spacing().y(), grid.spacing().z()};
            int[] steps = {1, s.width(), s.width() * s.height()};
            int first = 0;
            for (int axis = 0; axis < 3; axis++) {
                if ((backwards >> axis & 1) == 0) continue;
                first += (lengths[axis] - 1) * steps[axis];
                steps[axis] = -steps[axis];
            }
            return new Plane(name, sides, new Shape(s.axes(), lengths[slice], lengths[row], lengths[column]),
                    new Spacing(mm[slice], mm[row], mm[column]), first,
                    List.of(steps[slice], steps[row], steps[column]));
        }
    }

    /// The index of the voxel that is drawn in this slice, row and column.
    int index(int slice, int row, int column) {
        return first + slice * steps.get(0) + row * steps.get(1) + column * steps.get(2);
    }

    /// The index of the voxel that is drawn as number `i`, counted by slices, rows and columns.
    int index(int i) {
        int column = i % shape.width();
        int row = i / shape.width() % shape.height();
        return index(i / shape.width() / shape.height(), row, column);
    }

    /// True if lengths are known: the image has a position, or another spacing than the 1 mm of files that
    /// have none.
    boolean isMeasured() { return !name.isEmpty() || !spacing.equals(Spacing.UNIT); }

    /// The letters of the sides around a picture, as HTML.
    String letters() {
        var html = new StringBuilder();
        for (int i = 0; i < sides.length(); i++) {
            html.append("<i class='side s").append("trbl".charAt(i)).append("'>").append(sides.charAt(i))
                    .append("</i>");
        }
        return html.toString();
    }

    /// A bar of a round length, at most a third of the picture, as HTML; nothing where lengths are unknown.
    ///
    /// @param columns of the picture
    String scaleBar(int columns) {
        if (!isMeasured()) return "";
        double width = columns * spacing.x();
        double length = Numbers.roundDown(width / 3);
        return String.format(Locale.ROOT, "<span class='scale' style='width:%.2f%%'>%s</span>",
                100 * length / width, length(length));
    }

    /// A length in mm, below 0.1 mm in µm, below 0.1 µm in nm.
    static String length(double mm) {
        double tenth = 0.1 * (1 - 1e-9);
        if (mm >= tenth) return Numbers.text(mm) + " mm";
        return mm >= tenth * 1e-3 ? Numbers.text(1e3 * mm) + " \u00b5m" : Numbers.text(1e6 * mm) + " nm";
    }
}
