package io.github.edgewise.net;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/// Layers one after the other, with weights named `layer0`, `layer1` and so on.
class Chain extends Module {
    private final List<Layer> layers;

    Chain(List<Layer> layers) {
        this.layers = new ArrayList<>(layers); // the engine frees a module that no field holds
        for (int i = 0; i < layers.size(); i++) {
            register_module("layer" + i, layers.get(i).module());
        }
    }

    /// The last layer's answer.
    final Tensor forward(Tensor x) {
        for (Layer layer : layers) {
            x = layer.of(x);
        }
        return x;
    }
}
