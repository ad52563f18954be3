package io.github.edgewise.net;

import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Computation;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A network of the training engine at work, without gradients.
///
/// @param model with its weights, which closing this frees
/// @param bf16 whether convolutions compute in bfloat16, as training did; the logits are float32 all the same
public record TorchPatchLogits(Model model, boolean bf16) implements PatchLogits {
    @Override
    public float[] logits(float[] patches, int batch, Shape patch) {
        try (var _ = Computation.begin(); var _ = new PointerScope(); var _ = new NoGradGuard()) {
            model.eval();
            Tensor images = Tensors.of(patches, PatchLogits.shape(patches.length, batch, patch));
            return Tensors.floats(Autocast.bf16(bf16, () -> model.forward(images)));
        }
    }

    @Override
    public Size stride() { return model.stride(); }

    @Override
    public void close() { model.close(); }
}
