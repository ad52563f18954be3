package io.github.edgewise.net;

import java.util.Arrays;
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
import org.bytedeco.pytorch.InstanceNorm2dImpl;
import org.bytedeco.pytorch.InstanceNorm3dImpl;
import org.bytedeco.pytorch.InstanceNormOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.PReLUImpl;
import org.bytedeco.pytorch.Tensor;

/// A layer of the engine for 2 or 3 axes behind one call. The engine's modules share no `forward`, so each
/// layer keeps its own.
///
/// @param module to be registered with the network that owns it
/// @param apply the layer as a function
record Layer(Module module, Apply apply) {
    @FunctionalInterface
    interface Apply {
        Tensor to(Tensor x);
    }

    Tensor of(Tensor x) { return apply.to(x); }

    /// A convolution that keeps the size: stride 1, padding (size - 1) / 2.
    static Layer conv(int axes, int in, int out, int size, boolean bias) {
        if (axes == 2) {
            var options = new Conv2dOptions(in, out, each(2, size));
            options.padding().put(each(2, size / 2));
            options.bias().put(bias);
            var conv = new Conv2dImpl(options);
            return new Layer(conv, conv::forward);
        }
        var options = new Conv3dOptions(in, out, each(3, size));
        options.padding().put(each(3, size / 2));
        options.bias().put(bias);
        var conv = new Conv3dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// A 2-D convolution with every option named.
    static Layer conv2d(int in, int out, Window window, boolean bias) {
        var options = new Conv2dOptions(in, out, new LongPointer(window.height(), window.width()));
        options.stride().put(each(2, window.stride()));
        options.padding()
                .put(new LongPointer(window.padding(window.height()), window.padding(window.width())));
        options.dilation().put(each(2, window.dilation()));
        options.bias().put(bias);
        var conv = new Conv2dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// A transposed convolution that doubles every axis: size 2, stride 2.
    static Layer up(int axes, int in, int out) {
        if (axes == 2) {
            var options = new ConvTranspose2dOptions(in, out, each(2, 2));
            options.stride().put(each(2, 2));
            var conv = new ConvTranspose2dImpl(options);
            return new Layer(conv, conv::forward);
        }
        var options = new ConvTranspose3dOptions(in, out, each(3, 2));
        options.stride().put(each(3, 2));
        var conv = new ConvTranspose3dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// Instance normalisation with a learned scale and shift.
    static Layer instanceNorm(int axes, int channels) {
        var options = new InstanceNormOptions(channels);
        options.affine().put(true);
        if (axes == 2) {
            var norm = new InstanceNorm2dImpl(options);
            return new Layer(norm, norm::forward);
        }
        var norm = new InstanceNorm3dImpl(options);
        return new Layer(norm, norm::forward);
    }

    /// 2-D batch normalisation.
    static Layer batchNorm(int channels) {
        var norm = new BatchNorm2dImpl(new BatchNormOptions(channels));
        return new Layer(norm, norm::forward);
    }

    /// A rectifier with one learned slope.
    static Layer prelu() {
        var prelu = new PReLUImpl();
        return new Layer(prelu, prelu::forward);
    }

    private static LongPointer each(int axes, long value) {
        long[] all = new long[axes];
        Arrays.fill(all, value);
        return new LongPointer(all);
    }

    /// What a 2-D convolution sees.
    record Window(int height, int width, int stride, int dilation) {
        /// What keeps the size at stride 1, and halves it exactly at stride 2.
        long padding(int size) { return (size - stride + 1L) / 2 * dilation; }

        static Window square(int size) { return new Window(size, size, 1, 1); }
    }
}
