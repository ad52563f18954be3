package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;

/// Convolution, instance normalisation, leaky rectifier; as often as wanted.
///
/// @param layers a convolution and its normalisation in turn
record ConvolutionBlock(List<Layer> layers) implements Block {
    static final double SLOPE = 0.01;

    /// @param stride of the first convolution
    static ConvolutionBlock of(String name, int axes, int in, int out, Size kernel, Size stride,
            int convolutions) {
        var layers = new ArrayList<Layer>();
        for (int i = 1; i <= convolutions; i++) {
            layers.add(new Layer.Convolution(name + ".conv" + i, axes, i == 1 ? in : out, out, kernel,
                    i == 1 ? stride : Size.ONE, false));
            layers.add(new Layer.InstanceNorm(name + ".norm" + i, out));
        }
        return new ConvolutionBlock(List.copyOf(layers));
    }

    @Override
    public <T> T of(Ops<T> ops, T x) {
        T result = x;
        for (int i = 0; i < layers.size(); i += 2) {
            result = rectified(ops, layers.get(i + 1).of(ops, layers.get(i).of(ops, result)));
        }
        return result;
    }

    static <T> T rectified(Ops<T> ops, T x) { return ops.leaky(x, SLOPE); }
}
