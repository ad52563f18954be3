package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;

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

    @Override
    void close();
}
