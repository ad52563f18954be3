package io.github.edgewise.dataset;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whether two images show the same place. Voxels that belong together are found by their position in mm.
/// Axes may be swapped and reversed. Where a file gives no position, as pictures do, voxels are paired by
/// their index.
final class SamePlace {
    /// The share of the smallest voxel spacing up to which two grids may differ and still count as equal.
    private static final double SAME = 0.1;

    private SamePlace() {}

    /// The order of axes that brings the voxels of one grid to those of another. Nothing where voxels are
    /// paired by their index.
    ///
    /// @param what the image of the first grid, as the subject of a sentence
    /// @param than the image of the other grid, as its object
    /// @throws IOException where the two have different sizes, or are at different positions: naming how far
    ///     they are apart
    static Optional<Reorientation> order(Grid from, Grid to, String what, String than) throws IOException {
        if (from.shape().axes() != to.shape().axes()) {
            throw new IOException(what + " has " + from.shape().axes() + " axes (" + from.shape()
                    + " voxels), but " + than + " has " + to.shape().axes() + " (" + to.shape()
                    + "); store both as images or both as volumes");
        }
        boolean isPlaced = from.orientation().space() != 0 && to.orientation().space() != 0;
        if (isPlaced) {
            Spacing w = to.spacing();
            double tolerance = SAME * Math.min(w.z(), Math.min(w.y(), w.x()));
            Optional<Reorientation> order = Reorientation.between(from, to, tolerance);
            if (order.isPresent()) return order;
        }
        if (!from.shape().equals(to.shape()) && (!isPlaced || !isPermuted(from.shape(), to.shape()))) {
            throw new IOException(
                    what + " has " + from.shape() + " voxels, but " + than + " has " + to.shape()
                            + "; resample one of them");
        }
        if (!isPlaced) return Optional.empty();
        throw new IOException(what + " is at another place than " + than + ": " + difference(from, to)
                + "; resample it, or copy the header of the other if only that is wrong");
    }

    private static boolean isPermuted(Shape a, Shape b) {
        int[] one = {a.depth(), a.height(), a.width()};
        int[] other = {b.depth(), b.height(), b.width()};
        Arrays.sort(one);
        Arrays.sort(other);
        return Arrays.equals(one, other);
    }

    private static String difference(Grid from, Grid to) {
        double squares = 0;
        for (int world = 0; world < 3; world++) {
            double apart = middle(from, world) - middle(to, world);
            squares += apart * apart;
        }
        return "their middles are " + length(Math.sqrt(squares)) + " apart (" + text(from) + "; " + text(to)
                + ")";
    }

    private static double middle(Grid grid, int world) {
        Shape s = grid.shape();
        return grid.orientation().mm(world, (s.width() - 1) / 2.0, (s.height() - 1) / 2.0,
                (s.depth() - 1) / 2.0);
    }

    private static String text(Grid grid) {
        Orientation o = grid.orientation();
        return o.code() + ", spacing " + length(grid.spacing().x()) + ", " + length(grid.spacing().y()) + ", "
                + length(grid.spacing().z());
    }

    private static String length(double mm) {
        boolean isSmall = mm > 0 && mm < 0.1;
        return String.format(Locale.ROOT, "%.3g", isSmall ? mm * 1000 : mm) + (isSmall ? " µm" : " mm");
    }
}
