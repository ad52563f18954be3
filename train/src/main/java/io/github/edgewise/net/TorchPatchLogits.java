package io.github.edgewise.net;

import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Computation;
import io.github.edgewise.engine.Device;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.predict.Blending;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.WindowSums;
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
            Device device = model.device();
            Tensor images = Tensors.of(device, patches, PatchLogits.shape(patches.length, batch, patch));
            return Tensors.floats(Autocast.bf16(device, bf16, () -> model.forward(images)));
        }
    }

    @Override
    public WindowSums sums(Blending blending) {
        Device device;
        try (var _ = new PointerScope()) {
            device = model.device();
        }
        return new TensorWindowSums(images -> {
            model.eval();
            return Autocast.bf16(device, bf16, () -> model.forward(images));
        }, device, blending);
    }

    @Override
    public Size stride() { return model.stride(); }

    @Override
    public void close() { model.close(); }
}
