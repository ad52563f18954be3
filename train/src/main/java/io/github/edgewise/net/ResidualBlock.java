package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/// Two convolutions with instance normalisation beside a shortcut, their sum rectified (He et al., CVPR 2016,
/// arXiv 1512.03385).
///
/// The shortcut is the input itself, averaged over blocks where the block has a stride, and projected where
/// the channels differ. [InitialWeights] begins the scale of the last
/// normalisation at 0, so a fresh block is its shortcut.
final class ResidualBlock extends Module {
    private final Layer conv1;
    private final Layer norm1;
    private final Layer conv2;
    private final Layer norm2;
    private final List<Layer> shortcut = new ArrayList<>();

    /// @param stride of the first convolution
    ResidualBlock(int axes, int in, int out, Size kernel, Size stride) {
        conv1 = registered("conv1", Layer.conv(axes, in, out, kernel, stride, false));
        norm1 = registered("norm1", Layer.instanceNorm(out));
        conv2 = registered("conv2", Layer.conv(axes, out, out, kernel, Size.ONE, false));
        norm2 = registered("last", Layer.instanceNorm(out));
        if (!stride.equals(Size.ONE)) shortcut.add(registered("pool", Layer.averagePool(axes, stride)));
        if (in != out) {
            shortcut.add(registered("project", Layer.pointwise(axes, in, out, false)));
            shortcut.add(registered("norm", Layer.instanceNorm(out)));
        }
    }

    private Layer registered(String name, Layer layer) {
        register_module(name, layer.module());
        return layer;
    }

    Tensor forward(Tensor x) {
        Tensor beside = x;
        for (Layer layer : shortcut) {
            beside = layer.of(beside);
        }
        Tensor inner = ConvolutionBlock.rectified(norm1.of(conv1.of(x)));
        return ConvolutionBlock.rectified(norm2.of(conv2.of(inner)).add(beside));
    }
}
