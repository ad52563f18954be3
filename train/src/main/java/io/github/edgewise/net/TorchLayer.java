package io.github.edgewise.net;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.Conv3dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.ConvTranspose3dImpl;
import org.bytedeco.pytorch.ConvTranspose3dOptions;
import org.bytedeco.pytorch.GroupNormImpl;
import org.bytedeco.pytorch.GroupNormOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.Tensor;

/// A layer of the training engine behind one call. The engine's modules share no `forward`, so each keeps its
/// own.
///
/// @param module to be registered with the network that owns it
/// @param apply the layer as a function
record TorchLayer(Module module, Apply apply) {
    @FunctionalInterface
    interface Apply {
        Tensor to(Tensor x);
    }

    /// A layer with the engine's own random weights.
    static TorchLayer of(Layer layer) {
        return switch (layer) {
            case Layer.Convolution c -> c.axes() == 2 ? flat(c) : solid(c);
            case Layer.TransposedConvolution c -> up(c);
            case Layer.InstanceNorm n -> instanceNorm(n.channels());
            case Layer.BatchNorm n -> {
                var norm = new BatchNorm2dImpl(new BatchNormOptions(n.channels()));
                yield new TorchLayer(norm, norm::forward);
            }
            case Layer.Prelu _ -> {
                var prelu = new PReLUImpl();
                yield new TorchLayer(prelu, prelu::forward);
            }
        };
    }

    private static TorchLayer flat(Layer.Convolution c) {
        var options = new Conv2dOptions(c.in(), c.out(), new LongPointer(c.kernel().along(2)));
        options.stride().put(new LongPointer(c.stride().along(2)));
        options.padding().put(new LongPointer(c.padding()));
        options.dilation().put(new LongPointer(c.dilation().along(2)));
        options.bias().put(c.bias());
        var conv = new Conv2dImpl(options);
        return new TorchLayer(conv, conv::forward);
    }

    private static TorchLayer solid(Layer.Convolution c) {
        var options = new Conv3dOptions(c.in(), c.out(), new LongPointer(c.kernel().along(3)));
        options.stride().put(new LongPointer(c.stride().along(3)));
        options.padding().put(new LongPointer(c.padding()));
        options.dilation().put(new LongPointer(c.dilation().along(3)));
        options.bias().put(c.bias());
        var conv = new Conv3dImpl(options);
        return new TorchLayer(conv, conv::forward);
    }

    private static TorchLayer up(Layer.TransposedConvolution c) {
        var stride = new LongPointer(c.stride().along(c.axes()));
        if (c.axes() == 2) {
            var options = new ConvTranspose2dOptions(c.in(), c.out(), stride);
            options.stride().put(stride);
            var conv = new ConvTranspose2dImpl(options);
            return new TorchLayer(conv, conv::forward);
        }
        var options = new ConvTranspose3dOptions(c.in(), c.out(), stride);
        options.stride().put(stride);
        var conv = new ConvTranspose3dImpl(options);
        return new TorchLayer(conv, conv::forward);
    }

    /// As group normalisation with a group per channel: the same function, but the engine's own instance
    /// normalisation copies and takes a tenth more of a step.
    private static TorchLayer instanceNorm(int channels) {
        var norm = new GroupNormImpl(new GroupNormOptions(channels, channels));
        return new TorchLayer(norm, norm::forward);
    }
}
