package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.List;

/// How the layers of a network are connected. It is written once over [Ops]: the training engine runs it, and
/// exports write it as a graph.
public interface Topology {
    /// The layers with weights, in the order in which their weights are made and stored. Names are unique.
    List<Layer> layers();

    /// The logits of every supervised stage, the resolution of the image first.
    ///
    /// @param images shape `[B, C, D, H, W]`, without D on 2-D images; made of whole steps of [#stride]
    <T> List<T> stages(Ops<T> ops, T images);

    /// The logits at the resolution of the image, shape `[B, K, D, H, W]`.
    default <T> T logits(Ops<T> ops, T images) { return stages(ops, images).getFirst(); }

    /// Voxels of the image in one voxel of the coarsest level.
    Size stride();
}
