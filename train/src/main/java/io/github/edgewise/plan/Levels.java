package io.github.edgewise.plan;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The depth, strides and kernels of a network, planned from the patch and its spacing by the rules of
/// nnU-Net (Isensee et al., Nature Methods 2021), so that coarse voxels become cubes:
///
/// - An axis can be halved while at least 4 voxels remain, at most 5 times in 3-D and 6 times in 2-D.
/// - The next level halves, of the axes that can be, those whose spacing by then is less than twice the
///   smallest of theirs.
/// - A kernel is 1 voxel long across slices and becomes 3 along an axis once its spacing is less than twice
///   the smallest of all, or once it is halved, which a kernel of 1 would do by leaving voxels out.
///
/// A patch of 16 x 256 x 256 voxels of 7.5 x 0.5 x 0.5 mm is halved in its slices three times, until they
/// have 4 x 4 mm, with kernels of 1x3x3 above that, then twice along all axes.
///
/// On 2-D images z is 1 throughout.
public final class Levels {
    /// One resolution of a network.
    ///
    /// @param stride the step of the first convolution into this level, in voxels of the level above;
    ///     one for the first level
    /// @param kernel of the convolutions at this level
    public record Level(Size stride, Size kernel) {}

    private static final int FEWEST_VOXELS = 4;
    private static final int MOST_HALVINGS = 5;
    private static final int MOST_HALVINGS_2D = 6;
    private static final double ALIKE = 2;
    private static final double ROUNDING = 1e-6; // of spacings in headers

    private Levels() {}

    /// The levels for a patch that is still to be rounded up to a multiple of [#stride(List)]; the finest
    /// first, one where no axis can be halved.
    public static List<Level> of(Shape patch, Spacing spacing) { return plan(patch, spacing, false); }

    /// The levels for a patch as it is: as [#of], but an axis with an odd number of voxels is not halved.
    public static List<Level> within(Shape patch, Spacing spacing) { return plan(patch, spacing, true); }

    private static List<Level> plan(Shape patch, Spacing spacing, boolean whole) {
        double[] voxels = {patch.depth(), patch.height(), patch.width()};
        double[] mm = {spacing.z(), spacing.y(), spacing.x()};
        int first = 3 - patch.axes();
        int most = first == 1 ? MOST_HALVINGS_2D : MOST_HALVINGS;
        int[] halvings = new int[3];
        int[] kernel = {1, 1, 1};
        int[] stride = {1, 1, 1};
        var levels = new ArrayList<Level>();
        while (true) {
            List<Integer> all = IntStream.range(first, 3).boxed().toList();
            for (int a : alike(all, mm)) {
                kernel[a] = 3;
            }
            levels.add(new Level(size(stride), size(kernel)));
            List<Integer> halved = alike(all.stream()
                    .filter(a -> voxels[a] >= 2 * FEWEST_VOXELS && halvings[a] < most
                            && !(whole && voxels[a] % 2 != 0))
                    .toList(), mm);
            if (halved.isEmpty()) return List.copyOf(levels);
            for (int a = 0; a < 3; a++) {
                stride[a] = halved.contains(a) ? 2 : 1;
                voxels[a] /= stride[a];
                mm[a] *= stride[a];
                halvings[a] += stride[a] - 1;
                if (stride[a] == 2) kernel[a] = 3;
            }
        }
    }

    /// The axes whose spacing is less than twice the smallest spacing of these axes.
    private static List<Integer> alike(List<Integer> axes, double[] mm) {
        double finest = axes.stream().mapToDouble(a -> mm[a]).min().orElse(1);
        return axes.stream().filter(a -> mm[a] < ALIKE * finest * (1 - ROUNDING)).toList();
    }

    private static Size size(int[] zyx) { return new Size(zyx[0], zyx[1], zyx[2]); }

    /// Voxels of the image in one voxel of the coarsest level. A patch must be a multiple of this.
    public static Size stride(List<Level> levels) { return cumulative(levels).getLast(); }

    /// Voxels of the image in one voxel of every level.
    ///
    /// @param levels at least one
    public static List<Size> cumulative(List<Level> levels) {
        var sizes = new ArrayList<Size>();
        Size size = Size.ONE;
        for (Level level : levels) {
            size = size.times(level.stride());
            sizes.add(size);
        }
        return List.copyOf(sizes);
    }
}
