package io.github.edgewise.net;

import io.github.edgewise.volume.Size;

/// The operations that networks are made of. Images have the shape `[B, C, D, H, W]`, without D in 2-D.
///
/// A network is written once over this interface, see [Topology]. One implementation computes, the others
/// write the network down: as an ONNX graph, or as TorchScript.
///
/// @param <T> what stands for an image with channels: a tensor, or the name of one
public interface Ops<T> {
    /// What a layer makes of `x`.
    T of(Layer layer, T x);

    /// `max(x, slope x)`. It may write into `x`, so `x` must not be used afterwards.
    ///
    /// @param slope from 0 to 1
    T leaky(T x, double slope);

    /// The sum of two images of equal shapes.
    T add(T one, T other);

    /// The channels of both, those of `one` first.
    T cat(T one, T other);

    /// The largest value of every block of voxels.
    T maxPool(T x, Size block);

    /// The mean of every block of voxels.
    T averagePool(T x, Size block);

    /// The largest value of every block of 2 x 2 pixels, and where it was.
    Pooled<T> pooled(T x);

    /// Every pixel put back to where it was before pooling, zeros elsewhere.
    ///
    /// @param pooled tells the places
    /// @param like has the wanted number of rows and columns
    T unpooled(T x, Pooled<T> pooled, T like);

    /// Every pixel repeated in a block of 2 x 2 pixels.
    T doubled(T x);

    /// `x` with more channels, which are zero.
    T widened(T x, int more);

    /// In training, a random share of the values becomes 0 and the others are divided by `1 - share`.
    /// Otherwise `x`.
    T dropout(T x, double share);

    /// The largest values of blocks.
    ///
    /// @param values the values
    /// @param places where they were, for [#unpooled]
    record Pooled<T>(T values, T places) {}
}
