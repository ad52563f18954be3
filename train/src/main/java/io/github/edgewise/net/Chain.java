package io.github.edgewise.net;

import java.util.List;

/// Layers one after the other.
record Chain(List<Layer> layers) implements Block {
    @Override
    public <T> T of(Ops<T> ops, T x) {
        T result = x;
        for (Layer layer : layers) {
            result = layer.of(ops, result);
        }
        return result;
    }
}
