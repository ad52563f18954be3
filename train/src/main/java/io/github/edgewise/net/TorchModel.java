package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/// A [Topology] with weights, computed by the training engine.
final class TorchModel extends Model {
    private final Topology topology;
    private final Map<Layer, TorchLayer> layers = new LinkedHashMap<>();
    private final Map<String, Module> parents = new HashMap<>(); // the engine frees a module no field holds

    TorchModel(Topology topology) {
        this.topology = topology;
        parents.put("", this);
        for (Layer layer : topology.layers()) {
            TorchLayer made = TorchLayer.of(layer);
            layers.put(layer, made);
            int dot = layer.name().lastIndexOf('.');
            parent(layer.name().substring(0, Math.max(0, dot)))
                    .register_module(layer.name().substring(dot + 1), made.module());
        }
    }

    /// The module of that name; it and those around it are made where they are missing.
    private Module parent(String name) {
        Module known = parents.get(name);
        if (known != null) return known;
        int dot = name.lastIndexOf('.');
        var made = new Module(name);
        parent(name.substring(0, Math.max(0, dot))).register_module(name.substring(dot + 1), made);
        parents.put(name, made);
        return made;
    }

    @Override
    public Optional<Topology> topology() { return Optional.of(topology); }

    @Override
    public Tensor forward(Tensor images) { return topology.logits(ops(), images); }

    @Override
    public List<Tensor> stages(Tensor images) { return topology.stages(ops(), images); }

    private TorchOps ops() { return new TorchOps(layers, is_training()); }

    @Override
    public Size stride() { return topology.stride(); }
}
