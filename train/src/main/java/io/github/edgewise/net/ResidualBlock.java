package io.github.edgewise.net;

import io.github.edgewise.net.Layer.Convolution;
import io.github.edgewise.net.Layer.InstanceNorm;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;

/// Two convolutions with instance normalisation beside a shortcut, their sum rectified (He et al., CVPR 2016,
/// arXiv 1512.03385).
///
/// The shortcut is the input itself, averaged over blocks where the block has a stride, and projected where
/// the channels differ. [InitialWeights] begins the scale of the last
/// normalisation at 0, so a fresh block is its shortcut.
///
/// @param main convolution, normalisation, convolution, normalisation
/// @param stride of the first convolution
/// @param projection of the shortcut, with its normalisation; empty if there is none
record ResidualBlock(List<Layer> main, Size stride, List<Layer> projection) implements Block {
    static ResidualBlock of(String name, int axes, int in, int out, Size kernel, Size stride) {
        return new ResidualBlock(
                List.of(new Convolution(name + ".conv1", axes, in, out, kernel, stride, false),
                        new InstanceNorm(name + ".norm1", out),
                        new Convolution(name + ".conv2", axes, out, out, kernel, Size.ONE, false),
                        new InstanceNorm(name + ".last", out)),
                stride,
                in == out
                        ? List.of()
                        : List.of(Convolution.pointwise(name + ".project", axes, in, out, false),
                                new InstanceNorm(name + ".norm", out)));
    }

    @Override
    public List<Layer> layers() {
        var all = new ArrayList<>(main);
        all.addAll(projection);
        return all;
    }

    @Override
    public <T> T of(Ops<T> ops, T x) {
        T beside = stride.equals(Size.ONE) ? x : ops.averagePool(x, stride);
        for (Layer layer : projection) {
            beside = layer.of(ops, beside);
        }
        T inner = ConvolutionBlock.rectified(ops, main.get(1).of(ops, main.get(0).of(ops, x)));
        return ConvolutionBlock.rectified(ops,
                ops.add(main.get(3).of(ops, main.get(2).of(ops, inner)), beside));
    }
}
