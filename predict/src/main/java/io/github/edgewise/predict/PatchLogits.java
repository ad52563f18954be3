package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;

/// A trained network, independent of the engine that computes it: patches of prepared images in, logits out.
///
/// Closing it frees its weights.
public interface PatchLogits extends AutoCloseable {
    /// The logits of every class at every voxel.
    ///
    /// @param patches shape `[B, C, D, H, W]`
    /// @param batch B, at least 1
    /// @param patch D, H, W; a 2-D shape for a 2-D network
    /// @return shape `[B, K, D, H, W]`
    float[] logits(float[] patches, int batch, Shape patch);

    /// What patches must be a multiple of, along each axis; 1 where any size will do.
    default Size stride() { return Size.ONE; }

    /// The shape of patches that have this many values together: `[B, C, D, H, W]`, without D in 2-D.
    static long[] shape(int values, int batch, Shape patch) {
        int channels = values / batch / patch.voxels();
        return patch.axes() == 3
                ? new long[]{batch, channels, patch.depth(), patch.height(), patch.width()}
                : new long[]{batch, channels, patch.height(), patch.width()};
    }

    @Override
    void close();
}
