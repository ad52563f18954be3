package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;

/// Labels of the patches of a batch, and what is made from them, at one resolution.
///
/// `labels` has shape `[B, D, H, W]`; `distances` `[B, K, D, H, W]` in mm; `extents` `[B, K, 2]`: how far the
/// map of the whole case reaches inside and outside, in mm; `regions` `[B, K, D, H, W]`: the number of the
/// nearest component of the class, 0 for none; `centreLines` `[B, D, H, W]`: 1 near a centre line. Maps that
/// no loss needs have no element. On 2-D data the D axis is missing.
public final class TargetArrays {
    private final int size;
    private final int classes;
    private final Shape patch;
    private final byte[] labels;
    private final float[] distances;
    private final float[] extents;
    private final float[] regions;
    private final byte[] centreLines;

    TargetArrays(int size, int classes, Shape patch, TargetSpec wanted) {
        this.size = size;
        this.classes = classes;
        this.patch = patch;
        this.labels = new byte[patch.values(size)];
        int values = patch.values((long) size * classes);
        this.distances = new float[wanted.distances() ? values : 0];
        this.extents = new float[wanted.distances() ? size * classes * 2 : 0];
        this.regions = new float[wanted.regions() ? values : 0];
        this.centreLines = new byte[wanted.centreLines() ? labels.length : 0];
    }

    /// Voxels of a patch at this resolution.
    public Shape patch() { return patch; }

    public byte[] labels() { return labels; }

    public float[] distances() { return distances; }

    public float[] extents() { return extents; }

    /// Whole numbers, exact in float up to 16 million components.
    public float[] regions() { return regions; }

    public byte[] centreLines() { return centreLines; }

    public boolean hasDistances() { return distances.length > 0; }

    public boolean hasRegions() { return regions.length > 0; }

    public boolean hasCentreLines() { return centreLines.length > 0; }

    /// `[B, K, D, H, W]`, or `[B, K, H, W]` on 2-D data.
    public long[] shape() { return Batch.shape(size, classes, patch); }

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

    /// The centre lines as floats, shape `[B, 1, D, H, W]`.
    public float[] centreLineValues() {
        float[] values = new float[centreLines.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = centreLines[i];
        }
        return values;
    }

    /// Fills patch `b` from the target of a whole case.
    void fill(CaseTarget truth, BlockCopy cut, int b) {
        int voxels = patch.voxels();
        cut.bytes(truth.labels(), labels, b * voxels);
        for (int k = 0; hasDistances() && k < classes; k++) {
            cut.floats(truth.distances().get(k), 0, distances, (b * classes + k) * voxels);
        }
        for (int k = 1; hasRegions() && k < classes; k++) {
            cut.floats(truth.regions().get(k), 0, regions, (b * classes + k) * voxels);
        }
        if (hasCentreLines()) cut.bytes(truth.centreLines(), centreLines, b * voxels);
    }

    /// Stores how far the maps of patch `b` reach, cut from slice `z`.
    void extents(CaseTarget truth, int z, int b) {
        if (!hasDistances()) return;
        for (int k = 0; k < classes; k++) {
            extents[2 * (b * classes + k)] = truth.deepest(k, z);
            extents[2 * (b * classes + k) + 1] = truth.farthest(k, z);
        }
    }
}
