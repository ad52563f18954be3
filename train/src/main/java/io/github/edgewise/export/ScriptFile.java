package io.github.edgewise.export;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.engine.NativeLibraries;
import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Topology;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/// A network as TorchScript, which PyTorch runs and trains in Python, C++ and Java. `forward` gives the
/// logits and `probabilities` their softmax. The names of the weights are those of the network.
final class ScriptFile {
    private final Map<String, JitModule> modules = new LinkedHashMap<>();

    private ScriptFile() { modules.put("", named("Network")); }

    /// A network with copies of its weights.
    ///
    /// @param packed whether `forward` gives the probabilities, for programs that call nothing else
    static TorchScript of(Model network, boolean packed) {
        NativeLibraries.load();
        Topology topology = OnnxFile.topology(network);
        var file = new ScriptFile();
        try (var _ = new PointerScope()) {
            Map<String, Boolean> buffers = new HashMap<>();
            var named = network.named_buffers();
            for (long i = 0; i < named.size(); i++) {
                buffers.put(named.items().get(i).key().getString(), true);
            }
            StateDict.of(network).tensors().forEach(
                    (name, tensor) -> file.store(name, tensor.detach().clone(), buffers.containsKey(name)));
            var text = new ScriptText(axes(topology));
            String logits = topology.logits(text, "images");
            JitModule root = file.modules.getOrDefault("", new JitModule());
            file.modules.values().forEach(module -> module.register_attribute("training",
                    new Type.TypePtr(BoolType.get().get()), new IValue(false), false, false));
            root.define(packed
                    ? text.forward("images", "torch.softmax(" + logits + ", 1)")
                    : text.forward("images", logits));
            if (!packed) {
                root.define(
                        "def probabilities(self, images):\n    return torch.softmax(self.forward(images), 1)\n");
            }
        }
        return new TorchScript(file.modules.getOrDefault("", new JitModule()));
    }

    private static int axes(Topology topology) {
        for (Layer layer : topology.layers()) {
            if (layer instanceof Layer.Convolution convolution) return convolution.axes();
        }
        throw new IllegalStateException("a network without convolutions");
    }

    private static JitModule named(String name) {
        return new JitModule(new QualifiedName("__torch__.edgewise." + name));
    }

    private void store(String name, Tensor tensor, boolean isBuffer) {
        int dot = name.lastIndexOf('.');
        JitModule module = module(name.substring(0, Math.max(0, dot)));
        if (!isBuffer) tensor.requires_grad_(true); // so that Python can train it
        module.register_parameter(name.substring(dot + 1), tensor, isBuffer);
    }

    /// The module of that name; it and those around it are made where they are missing.
    private JitModule module(String name) {
        JitModule known = modules.get(name);
        if (known != null) return known;
        int dot = name.lastIndexOf('.');
        JitModule made = named(name.replace('.', '_'));
        module(name.substring(0, Math.max(0, dot))).register_module(name.substring(dot + 1), made);
        modules.put(name, made);
        return made;
    }
}
