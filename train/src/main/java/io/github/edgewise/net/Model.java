package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A built network with its weights.
///
/// Input and output are float tensors `[B, C, D, H, W]` and `[B, K, D, H, W]`, without D on 2-D images. The
/// input must be made of whole steps of [#stride()]. A forward pass may run inside or outside of a native
/// scope.
///
/// A model that [Network#built] made owns its weights: closing it frees them at once, whoever built or used
/// it, and on any thread. A closed model cannot be used.
public abstract class Model extends Module {
    private @Nullable PointerScope owned;

    /// The logits of a batch of images.
    public abstract Tensor forward(Tensor images);

    /// The logits of every supervised stage, the resolution of the image first. [Network#stages(Plan)] gives
    /// the size of their voxels.
    public List<Tensor> stages(Tensor images) { return List.of(forward(images)); }

    /// Voxels of the image in one voxel of the coarsest level. A patch must be a multiple of this.
    public abstract Size stride();

    /// How the layers are connected, for exports; empty for a network that is not written over [Ops].
    public Optional<Topology> topology() { return Optional.empty(); }

    /// The number of trainable weights.
    public final long weights() {
        try (var _ = new PointerScope()) {
            long sum = 0;
            var all = parameters();
            for (long i = 0; i < all.size(); i++) {
                sum += all.get(i).numel();
            }
            return sum;
        }
    }

    /// Takes over a scope that holds this model and its layers.
    final void own(PointerScope scope) { owned = scope; }

    @Override
    public void close() {
        PointerScope scope = owned;
        if (scope == null) {
            super.close();
        } else {
            scope.close();
        }
    }
}
