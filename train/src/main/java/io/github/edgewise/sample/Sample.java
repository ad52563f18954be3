package io.github.edgewise.sample;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A case ready for training: the normalised image, its labels and, if the loss asks for them, the signed
/// distance maps of the whole image. It lies in memory, or in a file that a [SampleStore] has mapped.
///
/// The maps are computed once, from the whole image, and patches are cut from them: a map of a patch alone
/// would miss boundaries outside the patch. Flips and quarter turns move a map exactly as they move the label
/// it belongs to.
public final class Sample {
    private static final int REMEMBERED = 20_000;

    private final String name;
    private final Grid grid;
    private final MemorySegment image;
    private final TargetSpec supervision;
    private final List<CaseTarget> truths;
    private final List<MemorySegment> members;
    private final Extent foreground;

    /// @param image already normalised
    /// @throws IllegalArgumentException where image and labels are not of one shape
    public Sample(String name, Volume image, LabelMap labels, TargetSpec supervision) {
        this(name, labels.grid(), MemorySegment.ofArray(image.values()), supervision,
                CaseTarget.of(labels, supervision),
                IntStream.range(0, labels.classes()).mapToObj(k -> MemorySegment.ofArray(members(labels, k)))
                        .toList(),
                Extent.ofForeground(labels));
        if (!image.grid().shape().equals(labels.grid().shape())) {
            throw new InvalidInputException("the image of " + name + " has " + image.grid().shape()
                    + " voxels, but its labels have " + labels.grid().shape());
        }
    }

    /// @param image channel after channel, a float per voxel
    /// @param members an int per remembered voxel, class by class
    Sample(String name, Grid grid, MemorySegment image, TargetSpec supervision, List<CaseTarget> truths,
            List<MemorySegment> members, Extent foreground) {
        this.name = name;
        this.grid = grid;
        this.image = image;
        this.supervision = supervision;
        this.truths = List.copyOf(truths);
        this.members = List.copyOf(members);
        this.foreground = foreground;
    }

    /// Voxels of class `k`, all of them or an even choice of at most 20,000; none of the background.
    private static int[] members(LabelMap labels, int k) {
        if (k == 0) return new int[0];
        int count = labels.count(k);
        int step = 1 + count / REMEMBERED;
        int[] found = new int[count / step + 1];
        int n = 0;
        for (int i = 0, seen = 0; i < labels.grid().voxels(); i++) {
            if (labels.at(i) != k) continue;
            if (seen++ % step == 0) found[n++] = i;
        }
        return Arrays.copyOf(found, n);
    }

    public String name() { return name; }

    public Grid grid() { return grid; }

    /// The number of patches in one pass over it: one, or one per slice if slices are trained on.
    public int draws() { return supervision.isSliced() ? grid.shape().depth() : 1; }

    /// Channels of the image.
    public int channels() { return (int) (image.byteSize() / Float.BYTES / grid.voxels()); }

    /// Classes of the labels, background included.
    public int classes() { return truths.getFirst().classes(); }

    /// The image; a copy where the case lies in a file.
    public Volume image() { return new Volume(grid, floats(image)); }

    /// The labels; a copy where the case lies in a file.
    public LabelMap labels() { return truths.getFirst().labelMap(); }

    /// The labels and distances that training needs.
    public TargetSpec supervision() { return supervision; }

    /// The signed distances of class `classIndex` over the whole image, in mm; a copy where the case lies in
    /// a file.
    public float[] distances(int classIndex) { return floats(truths.getFirst().distances().get(classIndex)); }

    private static float[] floats(MemorySegment values) {
        return values.heapBase().orElse(null) instanceof float[] heap
                ? heap
                : values.toArray(ValueLayout.JAVA_FLOAT);
    }

    /// How many bytes this case takes, in memory or in its file.
    public long bytes() {
        return image.byteSize() + truths.stream().mapToLong(CaseTarget::bytes).sum()
                + members.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /// The values of the image, channel after channel.
    MemorySegment values() { return image; }

    /// Labels and maps of the whole case at stage `s`.
    CaseTarget truth(int s) { return truths.get(s); }

    List<CaseTarget> truths() { return truths; }

    /// Indices of voxels of every class that patches can be cut around; none for the background and for
    /// absent classes.
    List<MemorySegment> members() { return members; }

    /// The number of these voxels of a class.
    int members(int k) { return (int) (members.get(k).byteSize() / Integer.BYTES); }

    /// Voxel `i` of these.
    int member(int k, int i) { return members.get(k).getAtIndex(ValueLayout.JAVA_INT, i); }

    /// The box around all foreground.
    Extent foreground() { return foreground; }
}
