package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;
import java.util.Arrays;
import java.util.Objects;

/// The class of every voxel: 0 is background, then 1, 2 and so on, up to 255.
///
/// The array is shared, not copied. The caller must not use it for anything else afterwards.
public final class LabelMap {
    private final Grid grid;
    private final int classes;
    private final byte[] labels;

    /// A label map of classes `0` to `classes - 1`.
    ///
    /// @param labels unsigned class indices, `z, y, x` with x fastest
    /// @throws IllegalArgumentException where a label is not below `classes`; it names the first such voxel
    public LabelMap(Grid grid, int classes, byte[] labels) {
        if (labels.length != grid.voxels()) {
            throw new IllegalArgumentException("a grid of " + grid.shape() + " needs " + grid.voxels()
                    + " labels, but got " + labels.length);
        }
        if (classes < 1 || classes > 256) {
            throw new InvalidInputException("a label map has 1 to 256 classes, not " + classes);
        }
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xff) >= classes) {
                throw new InvalidInputException("label " + (labels[i] & 0xff) + " at voxel "
                        + grid.shape().position(i) + ", but there are " + classes + " classes (0-"
                        + (classes - 1)
                        + ")");
            }
        }
        this.grid = grid;
        this.classes = classes;
        this.labels = labels;
    }

    /// Slice `z` of a volume as a label map in 2-D, without its place in the volume; a copy.
    ///
    /// @throws IndexOutOfBoundsException where there is no such slice
    public LabelMap slice(int z) {
        Shape s = grid.shape();
        Objects.checkIndex(z, s.depth());
        Spacing w = grid.spacing();
        Grid flat = Grid.of(Shape.of(s.height(), s.width()), Spacing.of(w.y(), w.x()));
        int n = flat.voxels();
        return new LabelMap(flat, classes, Arrays.copyOfRange(labels, z * n, (z + 1) * n));
    }

    /// The class with the highest score at every voxel. If several scores are equal, the lowest class.
    ///
    /// @param scores probabilities or logits, one channel per class
    public static LabelMap mostProbable(Volume scores) {
        return mostProbable(scores.grid(), scores.channels(), scores.values(), 0);
    }

    /// The same for scores within a longer array.
    ///
    /// @param scores class after class, one value per voxel
    /// @param from the index at which the scores begin
    public static LabelMap mostProbable(Grid grid, int classes, float[] scores, int from) {
        int voxels = grid.voxels();
        byte[] labels = new byte[voxels];
        for (int i = 0; i < voxels; i++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                if (scores[from + k * voxels + i] > scores[from + best * voxels + i]) best = k;
            }
            labels[i] = (byte) best;
        }
        return new LabelMap(grid, classes, labels);
    }

    public Grid grid() { return grid; }

    /// The number of declared classes, including the background. Some of them may not occur.
    public int classes() { return classes; }

    /// All labels as unsigned bytes; not a copy.
    public byte[] labels() { return labels; }

    /// The class of voxel `index`, counted `z, y, x` with x fastest.
    public int at(int index) { return labels[index] & 0xff; }

    /// The number of voxels of class `classIndex`.
    public int count(int classIndex) {
        int count = 0;
        for (byte label : labels) {
            if ((label & 0xff) == classIndex) count++;
        }
        return count;
    }

    /// The same labels on a grid of the same shape, for example with another spacing.
    public LabelMap on(Grid other) { return new LabelMap(other, classes, labels); }
}
