package io.github.edgewise.predict;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.Locale;
import java.util.function.Supplier;

/// The probabilities of an image, made slice by slice, so that they need not all be in memory.
///
/// @param grid of the image
/// @param classes K
/// @param source gives the slices, shape `[K, H, W]`, from the first on, each once
record ProbabilitySlices(Grid grid, int classes, Supplier<float[]> source) {
    /// The longest array of the JVM.
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    /// The class of every voxel, by the first step of this post-processing. Components and holes need the
    /// whole map, and the caller may turn it first.
    LabelMap decided(PostProcessing post) {
        byte[] labels = new byte[grid.voxels()];
        Shape s = grid.shape();
        Grid plane = Grid.of(Shape.of(s.height(), s.width()));
        for (int z = 0; z < s.depth(); z++) {
            byte[] part = post.decided(plane, classes, source.get()).labels();
            System.arraycopy(part, 0, labels, z * part.length, part.length);
        }
        return new LabelMap(grid, classes, labels);
    }

    /// All of them, shape `[K, D, H, W]`.
    ///
    /// @throws IllegalArgumentException where they do not fit one array; nothing is computed then
    Volume all() {
        Shape s = grid.shape();
        float[] all = new float[length(classes, s)];
        int plane = s.height() * s.width();
        for (int z = 0; z < s.depth(); z++) {
            float[] slice = source.get();
            for (int k = 0; k < classes; k++) {
                System.arraycopy(slice, k * plane, all, (k * s.depth() + z) * plane, plane);
            }
        }
        return new Volume(grid, all);
    }

    /// The number of probabilities.
    ///
    /// @throws IllegalArgumentException where they do not fit one array
    static int length(int classes, Shape shape) {
        long count = Math.multiplyExact(classes, shape.count());
        if (count > LONGEST) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "the probabilities of %d classes at %s voxels are %,d numbers (%.1f GiB), but at most %,d "
                            + "fit in memory; make the label map without probabilities, or crop the image",
                    classes, shape, count, count / (double) (1 << 28), LONGEST));
        }
        return (int) count;
    }
}
