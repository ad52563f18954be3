package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.leaky_relu_;

import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Convolution, instance normalisation, leaky rectifier; as often as wanted.
final class ConvolutionBlock extends Module {
    static final double SLOPE = 0.01;

    private final List<Layer> layers = new ArrayList<>();

    /// @param stride of the first convolution
    ConvolutionBlock(int axes, int in, int out, Size kernel, Size stride, int convolutions) {
        for (int i = 1; i <= convolutions; i++) {
            Layer conv = Layer.conv(axes, i == 1 ? in : out, out, kernel, i == 1 ? stride : Size.ONE, false);
            Layer norm = Layer.instanceNorm(out);
            register_module("conv" + i, conv.module());
            register_module("norm" + i, norm.module());
            layers.add(new Layer(conv.module(), x -> rectified(norm.of(conv.of(x)))));
        }
    }

    Tensor forward(Tensor x) {
        for (Layer layer : layers) {
            x = layer.of(x);
        }
        return x;
    }

    /// In place: neither normalisation nor a sum needs its result to be differentiated.
    static Tensor rectified(Tensor x) {
        leaky_relu_(x, new Scalar(SLOPE)); // its answer owns nothing: without a scope, x could be collected
        return x;
    }
}
