package io.github.edgewise.plan;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;

/// A flip, a quarter turn or any mix of both: the axes in another order, some of them backwards.
///
/// @param first the source axis (0 = z, 1 = y, 2 = x) that becomes z
/// @param second the source axis that becomes y
/// @param third the source axis that becomes x
/// @param flips bit a set: source axis a runs backwards
public record Symmetry(int first, int second, int third, int flips) {
    /// No change.
    public static final Symmetry IDENTITY = new Symmetry(0, 1, 2, 0);

    /// Those that keep a lattice of that spacing: axes swap only where their spacings agree to 1 in 1000,
    /// since a turn that stretches the anatomy would also make its distance map wrong.
    ///
    /// @param mirrors those of the flips and turns that are wanted
    /// @param stages how many voxels the stages' cover; axes swap only where these agree too, or the coarse
    ///     voxels of a turned patch would be others than those of the case
    public static List<Symmetry> of(int axes, Spacing spacing, List<Size> stages, Mirrors mirrors) {
        double[] w = {spacing.z(), spacing.y(), spacing.x()};
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        var found = new ArrayList<Symmetry>();
        for (int[] order : orders) {
            boolean same = true;
            boolean identity = true;
            for (int a = 0; a < 3; a++) {
                identity &= order[a] == a;
                int here = a;
                int there = order[a];
                same &= there == here || (Math.abs(w[there] - w[here]) < 1e-3 * w[here]
                        && stages.stream().allMatch(s -> along(s, there) == along(s, here)));
            }
            boolean allowed = identity || (mirrors.turns() && same && (axes == 3 || order[0] == 0));
            if (!allowed) continue;
            for (int bits = 0; bits < 8; bits++) {
                if ((bits & ~mirrors.bits()) != 0 || (axes == 2 && (bits & 1) != 0)) continue;
                found.add(new Symmetry(order[0], order[1], order[2], bits));
            }
        }
        return found;
    }

    private static int along(Size size, int axis) {
        return axis == 0 ? size.z() : axis == 1 ? size.y() : size.x();
    }

    /// The shape that has to be cut so that it becomes `target`.
    public Shape source(Shape target) {
        int[] n = new int[3];
        n[first] = target.depth();
        n[second] = target.height();
        n[third] = target.width();
        return new Shape(target.axes(), n[0], n[1], n[2]);
    }

    /// The same as a matrix from target axes to source axes.
    public double[][] matrix() {
        double[][] m = new double[3][3];
        m[first][0] = (flips >> first & 1) != 0 ? -1 : 1;
        m[second][1] = (flips >> second & 1) != 0 ? -1 : 1;
        m[third][2] = (flips >> third & 1) != 0 ? -1 : 1;
        return m;
    }
}
