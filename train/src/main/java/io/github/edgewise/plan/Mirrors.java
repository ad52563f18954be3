package io.github.edgewise.plan;

import io.github.edgewise.dataset.ClassPlacement;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Symmetry;
import java.util.ArrayList;
import java.util.List;

/// The flips and quarter turns that turn images of a data set into plausible images of the same data set.
///
/// A network that was trained on all mirror images of a hippocampus cannot separate head and body by
/// position. Nuclei under a microscope lie anywhere, and all their mirror images are useful. So the plan
/// compares where the labels lie, in 5 cells per axis: the overlap of two cases, and the overlap of one case
/// with the mirror image of the other. A mirror is left out if the second is smaller by more than 15 % and,
/// over the cases, by more than two standard errors. With fewer than 5 cases no mirror is left out.
///
/// @param z whether images may be mirrored along depth
/// @param y along height
/// @param x along width
/// @param turns whether axes of equal spacing may change places
public record Mirrors(boolean z, boolean y, boolean x, boolean turns) {
    /// All of them.
    public static final Mirrors ALL = new Mirrors(true, true, true, true);

    private static final int FEWEST_CASES = 5;
    private static final int MOST_CASES = 60;
    private static final double LESS = 0.15;
    private static final double ERRORS = 2;
    private static final List<Symmetry> SWAPS = List.of(new Symmetry(0, 2, 1, 0), new Symmetry(1, 0, 2, 0),
            new Symmetry(2, 1, 0, 0));

    /// The mirrors of a data set.
    ///
    /// @param swaps whether each pair of axes, y with x, z with y, z with x, has equal spacing
    static Mirrors of(List<ClassPlacement> all, boolean isFlat, List<Boolean> swaps) {
        var layouts = new ArrayList<ClassPlacement>();
        int step = 1 + (all.size() - 1) / MOST_CASES;
        for (int i = 0; i < all.size(); i += step) {
            layouts.add(all.get(i));
        }
        boolean turns = true;
        boolean any = false;
        for (int i = 0; i < SWAPS.size(); i++) {
            boolean applies = swaps.get(i) && !(isFlat && i > 0);
            any |= applies;
            turns &= !applies || isLike(layouts, SWAPS.get(i));
        }
        return new Mirrors(isFlat || isLike(layouts, flip(0)), isLike(layouts, flip(1)),
                isLike(layouts, flip(2)), any && turns);
    }

    private static Symmetry flip(int axis) { return new Symmetry(0, 1, 2, 1 << axis); }

    private static boolean isLike(List<ClassPlacement> layouts, Symmetry mirror) {
        var straight = new ArrayList<Double>();
        var less = new ArrayList<Double>();
        for (int i = 0; i < layouts.size(); i++) {
            double same = 0;
            double mirrored = 0;
            int pairs = 0;
            for (int j = 0; j < layouts.size(); j++) {
                double overlap = layouts.get(i).overlap(layouts.get(j), Symmetry.IDENTITY);
                if (i == j || Double.isNaN(overlap)) continue;
                same += overlap;
                mirrored += layouts.get(i).overlap(layouts.get(j), mirror);
                pairs++;
            }
            if (pairs == 0) continue;
            straight.add(same / pairs);
            less.add((same - mirrored) / pairs);
        }
        if (straight.size() < FEWEST_CASES) return true;
        double mean = mean(less);
        double squares = less.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        double error = Math.sqrt(squares / (less.size() - 1) / less.size());
        return mean <= LESS * mean(straight) || mean <= ERRORS * error;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /// The mirrors that a recipe allows too.
    public Mirrors within(boolean flips, boolean swaps) {
        return new Mirrors(z && flips, y && flips, x && flips, turns && swaps);
    }

    /// Bit a set: axis a may be mirrored.
    int bits() { return (z ? 1 : 0) | (y ? 2 : 0) | (x ? 4 : 0); }

    /// The axes that may be mirrored: 0 for z, 1 for y, 2 for x.
    public List<Integer> axes() {
        var axes = new ArrayList<Integer>();
        if (z) axes.add(0);
        if (y) axes.add(1);
        if (x) axes.add(2);
        return axes;
    }

    /// All mixes of these flips and turns for an image of that spacing. Axes swap only if their spacings
    /// agree to 1 in 1000: a turn that stretches the anatomy would also make its distance map wrong.
    ///
    /// @param axes 2 or 3
    /// @param stages voxels of the image in one voxel of each stage. Axes swap only if these agree too,
    ///     since the coarse voxels of a turned patch would otherwise not be those of the case
    public List<Symmetry> symmetries(int axes, Spacing spacing, List<Size> stages) {
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
            boolean allowed = identity || (turns && same && (axes == 3 || order[0] == 0));
            if (!allowed) continue;
            for (int bits = 0; bits < 8; bits++) {
                if ((bits & ~bits()) != 0 || (axes == 2 && (bits & 1) != 0)) continue;
                found.add(new Symmetry(order[0], order[1], order[2], bits));
            }
        }
        return found;
    }

    private static int along(Size size, int axis) {
        return axis == 0 ? size.z() : axis == 1 ? size.y() : size.x();
    }
}
