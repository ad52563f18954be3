package io.github.edgewise.sample;

import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;

/// Patches of one training step, as plain arrays.
///
/// `images` has shape `[B, C, D, H, W]`; on 2-D data the D axis is missing. Voxels beyond the border of an
/// image are padding: image 0 (the mean), class 0, distance 0, so that a boundary loss is 0 there, and no
/// region.
public final class Batch {
    private final int size;
    private final int channels;
    private final Shape patch;
    private final float[] images;
    private final List<TargetArrays> truths;
    private final List<Size> stages;
    private final Spacing[] spacings;

    /// A batch to be filled by [Patches#cut].
    ///
    /// @param size patches
    /// @param channels of the images
    /// @param classes of the labels, background included
    public Batch(int size, int channels, int classes, Shape patch, TargetSpec supervision) {
        this.size = size;
        this.channels = channels;
        this.patch = patch;
        this.images = new float[patch.values((long) size * channels)];
        this.stages = supervision.stages();
        this.truths = stages.stream()
                .map(s -> new TargetArrays(size, classes, s.coarse(patch), supervision)).toList();
        this.spacings = new Spacing[size];
        Arrays.fill(spacings, Spacing.UNIT);
    }

    /// The spacing of every patch. Augmentation keeps it: turns happen only between axes of equal spacing.
    public List<Spacing> spacings() { return List.of(spacings); }

    /// The spacing of every patch at stage `s`.
    public List<Spacing> spacings(int s) {
        return Arrays.stream(spacings).map(stages.get(s)::coarse).toList();
    }

    void spacing(int b, Spacing spacing) { spacings[b] = spacing; }

    public int size() { return size; }

    public int channels() { return channels; }

    public Shape patch() { return patch; }

    public float[] images() { return images; }

    /// `[B, C, D, H, W]`, or `[B, C, H, W]` on 2-D data.
    public long[] shape() { return shape(size, channels, patch); }

    /// The number of resolutions of the target.
    public int stages() { return truths.size(); }

    /// The target at stage `s`, see [TargetSpec#stages()]; 0 is that of the image.
    public TargetArrays truth(int s) { return truths.get(s); }

    static long[] shape(int size, int n, Shape patch) {
        return patch.axes() == 3
                ? new long[]{size, n, patch.depth(), patch.height(), patch.width()}
                : new long[]{size, n, patch.height(), patch.width()};
    }
}
