package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.AvgPool2dImpl;
import org.bytedeco.pytorch.AvgPool2dOptions;
import org.bytedeco.pytorch.AvgPool3dImpl;
import org.bytedeco.pytorch.AvgPool3dOptions;
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
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.MaxPool2dOptions;
import org.bytedeco.pytorch.MaxPool3dImpl;
import org.bytedeco.pytorch.MaxPool3dOptions;
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

    /// A convolution of odd size with padding (size - 1) / 2: what the stride divides, it divides exactly.
    static Layer conv(int axes, int in, int out, Size kernel, Size stride, boolean bias) {
        if (axes == 2) {
            var options = new Conv2dOptions(in, out, each(2, kernel));
            options.stride().put(each(2, stride));
            options.padding().put(half(2, kernel));
            options.bias().put(bias);
            var conv = new Conv2dImpl(options);
            return new Layer(conv, conv::forward);
        }
        var options = new Conv3dOptions(in, out, each(3, kernel));
        options.stride().put(each(3, stride));
        options.padding().put(half(3, kernel));
        options.bias().put(bias);
        var conv = new Conv3dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// A convolution of each voxel by itself.
    static Layer pointwise(int axes, int in, int out, boolean bias) {
        return conv(axes, in, out, Size.ONE, Size.ONE, bias);
    }

    /// A 2-D convolution with every option named.
    static Layer conv2d(int in, int out, Window window, boolean bias) {
        var options = new Conv2dOptions(in, out, new LongPointer(window.height(), window.width()));
        options.stride().put(both(window.stride()));
        options.padding()
                .put(new LongPointer(window.padding(window.height()), window.padding(window.width())));
        options.dilation().put(both(window.dilation()));
        options.bias().put(bias);
        var conv = new Conv2dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// A transposed convolution that makes a block of `stride` voxels of each voxel: kernel and stride are
    /// that.
    static Layer up(int axes, int in, int out, Size stride) {
        if (axes == 2) {
            var options = new ConvTranspose2dOptions(in, out, each(2, stride));
            options.stride().put(each(2, stride));
            var conv = new ConvTranspose2dImpl(options);
            return new Layer(conv, conv::forward);
        }
        var options = new ConvTranspose3dOptions(in, out, each(3, stride));
        options.stride().put(each(3, stride));
        var conv = new ConvTranspose3dImpl(options);
        return new Layer(conv, conv::forward);
    }

    /// The largest of every block of that size.
    static Layer maxPool(int axes, Size block) {
        if (axes == 2) {
            var pool = new MaxPool2dImpl(new MaxPool2dOptions(each(2, block)));
            return new Layer(pool, pool::forward);
        }
        var pool = new MaxPool3dImpl(new MaxPool3dOptions(each(3, block)));
        return new Layer(pool, pool::forward);
    }

    /// The mean of every block of that size.
    static Layer averagePool(int axes, Size block) {
        if (axes == 2) {
            var pool = new AvgPool2dImpl(new AvgPool2dOptions(each(2, block)));
            return new Layer(pool, pool::forward);
        }
        var pool = new AvgPool3dImpl(new AvgPool3dOptions(each(3, block)));
        return new Layer(pool, pool::forward);
    }

    /// Instance normalisation with a learned scale and shift, as group normalisation with a group per
    /// channel: the same function, but the engine's own instance normalisation copies and takes a tenth
    /// more of a step.
    static Layer instanceNorm(int channels) {
        var norm = new GroupNormImpl(new GroupNormOptions(channels, channels));
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

    private static LongPointer each(int axes, Size size) {
        return axes == 2
                ? new LongPointer(size.y(), size.x())
                : new LongPointer(size.z(), size.y(), size.x());
    }

    private static LongPointer half(int axes, Size kernel) {
        return axes == 2
                ? new LongPointer(kernel.y() / 2, kernel.x() / 2)
                : new LongPointer(kernel.z() / 2, kernel.y() / 2, kernel.x() / 2);
    }

    private static LongPointer both(long value) { return new LongPointer(value, value); }

    /// What a 2-D convolution sees.
    record Window(int height, int width, int stride, int dilation) {
        /// What keeps the size at stride 1, and halves it exactly at stride 2.
        long padding(int size) { return (size - stride + 1L) / 2 * dilation; }

        static Window square(int size) { return new Window(size, size, 1, 1); }
    }
}
