package io.github.edgewise.data;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;

/// Patches of one training step, as plain arrays.
///
/// `images` has shape `[B, C, D, H, W]`, `labels` `[B, D, H, W]`, `distances` `[B, K, D, H, W]` in mm, or no
/// element where no loss asks for them. On 2-D data the D axis is missing. Voxels beyond the border of an
/// image are padding: image 0 (the mean), class 0, distance 0, so that a boundary loss has no opinion there.
public final class Batch {
    private final int size;
    private final int channels;
    private final int classes;
    private final Shape patch;
    private final float[] images;
    private final byte[] labels;
    private final float[] distances;
    private final Spacing[] spacings;

    Batch(int size, int channels, int classes, Shape patch, boolean withDistances) {
        this.size = size;
        this.channels = channels;
        this.classes = classes;
        this.patch = patch;
        this.images = new float[size * channels * patch.voxels()];
        this.labels = new byte[size * patch.voxels()];
        this.distances = new float[withDistances ? size * classes * patch.voxels() : 0];
        this.spacings = new Spacing[size];
        Arrays.fill(spacings, Spacing.UNIT);
    }

    /// The spacing of every patch. Augmentation keeps it: turns happen only between axes of equal spacing.
    public List<Spacing> spacings() { return List.of(spacings); }

    void spacing(int b, Spacing spacing) { spacings[b] = spacing; }

    public int size() { return size; }

    public int channels() { return channels; }

    public int classes() { return classes; }

    public Shape patch() { return patch; }

    public float[] images() { return images; }

    public byte[] labels() { return labels; }

    public float[] distances() { return distances; }

    public boolean hasDistances() { return distances.length > 0; }

    /// `[B, n, D, H, W]`, or `[B, n, H, W]` on 2-D data.
    public long[] shape(int n) {
        return patch.axes() == 3
                ? new long[]{size, n, patch.depth(), patch.height(), patch.width()}
                : new long[]{size, n, patch.height(), patch.width()};
    }

    /// The labels as one-hot floats, shape `[B, K, D, H, W]`.
    public float[] oneHot() {
        int voxels = patch.voxels();
        float[] g = new float[size * classes * voxels];
        for (int b = 0; b < size; b++) {
            for (int i = 0; i < voxels; i++) {
                g[(b * classes + (labels[b * voxels + i] & 0xff)) * voxels + i] = 1;
            }
        }
        return g;
    }
}
