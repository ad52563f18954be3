package io.github.edgewise.volume;

import io.github.edgewise.InvalidInputException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The class of every voxel: 0 is background, then 1, 2 and so on, up to 255. The class of some voxels may be
/// unknown ([#unknown(byte[])]): nobody has labelled them. They count as no class.
///
/// The array is shared, not copied. The caller must not use it for anything else afterwards.
public final class LabelMap {
    /// What [#coded()] has for a voxel of unknown class.
    public static final int UNKNOWN = 255;

    private final Grid grid;
    private final int classes;
    private final byte[] labels;
    private final byte[] unknown;

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
        this.unknown = new byte[0];
    }

    private LabelMap(Grid grid, int classes, byte[] labels, byte[] unknown) {
        this.grid = grid;
        this.classes = classes;
        this.labels = labels;
        this.unknown = unknown;
    }

    /// The labels of an array in which [#UNKNOWN] stands for unknown, as [#coded()] gives it. With 256 classes
    /// it stands for class 255.
    ///
    /// @throws IllegalArgumentException as the constructor
    public static LabelMap ofCoded(Grid grid, int classes, byte[] coded) {
        if (classes > UNKNOWN || !hasUnknown(coded)) return new LabelMap(grid, classes, coded);
        byte[] labels = coded.clone();
        byte[] unknown = new byte[coded.length];
        for (int i = 0; i < coded.length; i++) {
            if (coded[i] != (byte) UNKNOWN) continue;
            labels[i] = 0;
            unknown[i] = 1;
        }
        return new LabelMap(grid, classes, labels).unknown(unknown);
    }

    private static boolean hasUnknown(byte[] coded) {
        for (byte label : coded) {
            if (label == (byte) UNKNOWN) return true;
        }
        return false;
    }

    /// The same labels, but the class of these voxels is unknown. [#at(int)] and [#labels()] have 0 there.
    ///
    /// @param mask not 0 where the class is unknown, one per voxel
    /// @throws IllegalArgumentException where the mask has another length, or there are 256 classes
    public LabelMap unknown(byte[] mask) {
        if (mask.length != labels.length) {
            throw new IllegalArgumentException(
                    "a mask of " + labels.length + " voxels is needed, but this has " + mask.length);
        }
        byte[] known = labels.clone();
        byte[] marks = new byte[mask.length];
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0) continue;
            known[i] = 0;
            marks[i] = 1;
            any = true;
        }
        if (!any) return unknown.length == 0 ? this : new LabelMap(grid, classes, labels);
        if (classes > UNKNOWN) {
            throw new InvalidInputException("a label map with unknown voxels has at most 255 classes, not "
                    + classes);
        }
        return new LabelMap(grid, classes, known, marks);
    }

    /// The same labels, unknown where they are unknown in the other map of the same shape, and nowhere else.
    public LabelMap unknownLike(LabelMap other) {
        return other.unknown.length == unknown.length && unknown.length == 0
                ? this
                : unknown(other.hasUnknown() ? other.unknown : new byte[labels.length]);
    }

    /// True if the class of a voxel is unknown.
    public boolean hasUnknown() { return unknown.length > 0; }

    /// True if the class of voxel `index` is known.
    public boolean isKnown(int index) { return unknown.length == 0 || unknown[index] == 0; }

    /// The number of voxels whose class is known.
    public int labelled() {
        int labelled = labels.length;
        for (byte mark : unknown) {
            labelled -= mark;
        }
        return labelled;
    }

    /// The labels as unsigned bytes, with [#UNKNOWN] where the class is unknown. [#labels()] itself if there
    /// is no such voxel.
    public byte[] coded() {
        if (!hasUnknown()) return labels;
        byte[] coded = labels.clone();
        for (int i = 0; i < coded.length; i++) {
            if (unknown[i] != 0) coded[i] = (byte) UNKNOWN;
        }
        return coded;
    }

    /// The same labels where unknown voxels are of class `classIndex`, which may be one more than there are.
    public LabelMap withUnknownAs(int classIndex) {
        if (!hasUnknown()) return this;
        byte[] filled = labels.clone();
        for (int i = 0; i < filled.length; i++) {
            if (unknown[i] != 0) filled[i] = (byte) classIndex;
        }
        return new LabelMap(grid, Math.max(classes, classIndex + 1), filled);
    }

    /// Moves voxels, unknown ones too.
    ///
    /// @param move makes another label map of a label map, with the same classes; it sees unknown voxels as a
    ///     class of their own, the highest
    LabelMap moved(UnaryOperator<LabelMap> move) {
        if (!hasUnknown()) return move.apply(this);
        LabelMap moved = move.apply(withUnknownAs(classes));
        byte[] labels = moved.labels.clone();
        byte[] marks = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xff) != classes) continue;
            labels[i] = 0;
            marks[i] = 1;
        }
        return new LabelMap(moved.grid, classes, labels).unknown(marks);
    }

    /// The same labels with another number of classes.
    ///
    /// @throws IllegalArgumentException where a label is not below `number`
    public LabelMap classes(int number) { return new LabelMap(grid, number, labels).unknownLike(this); }

    /// Slice `z` of a volume as a label map in 2-D, without its place in the volume; a copy.
    ///
    /// @throws IndexOutOfBoundsException where there is no such slice
    public LabelMap slice(int z) {
        Shape s = grid.shape();
        Objects.checkIndex(z, s.depth());
        Spacing w = grid.spacing();
        Grid flat = Grid.of(Shape.of(s.height(), s.width()), Spacing.of(w.y(), w.x()));
        int n = flat.voxels();
        LabelMap slice = new LabelMap(flat, classes, Arrays.copyOfRange(labels, z * n, (z + 1) * n));
        return hasUnknown() ? slice.unknown(Arrays.copyOfRange(unknown, z * n, (z + 1) * n)) : slice;
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

    /// All labels as unsigned bytes, 0 where the class is unknown; not a copy.
    public byte[] labels() { return labels; }

    /// The class of voxel `index`, 0 if it is unknown; voxels are counted `z, y, x` with x fastest.
    public int at(int index) { return labels[index] & 0xff; }

    /// The number of voxels of class `classIndex`.
    public int count(int classIndex) {
        int count = 0;
        for (byte label : labels) {
            if ((label & 0xff) == classIndex) count++;
        }
        return classIndex == 0 ? count - labels.length + labelled() : count;
    }

    /// The same labels on a grid of the same shape, for example with another spacing.
    public LabelMap on(Grid other) { return new LabelMap(other, classes, labels).unknownLike(this); }
}
