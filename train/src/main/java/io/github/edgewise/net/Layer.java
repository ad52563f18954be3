package io.github.edgewise.net;

import io.github.edgewise.volume.Size;
import java.util.List;

/// A layer with weights. Its name is that of its module, such as `down0.conv1`; so its weights are
/// `down0.conv1.weight` and `down0.conv1.bias` in files.
public sealed interface Layer extends Block {
    /// What normalisations add to the variance.
    double EPSILON = 1e-5;

    /// The name, unique in its network; modules within modules are divided by dots.
    String name();

    @Override
    default List<Layer> layers() { return List.of(this); }

    @Override
    default <T> T of(Ops<T> ops, T x) { return ops.of(this, x); }

    /// A convolution, with zeros around the image so that what the stride divides, it divides exactly.
    ///
    /// @param axes 2 or 3
    /// @param in channels of the input
    /// @param out channels of the output
    record Convolution(String name, int axes, int in, int out, Size kernel, Size stride, Size dilation,
            boolean bias) implements Layer {
        /// One without dilation.
        public Convolution(String name, int axes, int in, int out, Size kernel, Size stride, boolean bias) {
            this(name, axes, in, out, kernel, stride, Size.ONE, bias);
        }

        /// One of each voxel by itself.
        public static Convolution pointwise(String name, int axes, int in, int out, boolean bias) {
            return new Convolution(name, axes, in, out, Size.ONE, Size.ONE, bias);
        }

        /// The zeros at both ends of every axis.
        public long[] padding() {
            long[] padding = kernel.along(axes);
            long[] steps = dilation.along(axes);
            for (int a = 0; a < axes; a++) {
                padding[a] = (padding[a] - 1) / 2 * steps[a];
            }
            return padding;
        }
    }

    /// A transposed convolution that makes a block of `stride` voxels of each voxel: kernel and stride are
    /// that. It has a bias.
    ///
    /// @param axes 2 or 3
    record TransposedConvolution(String name, int axes, int in, int out, Size stride) implements Layer {}

    /// Instance normalisation with a learned scale and shift.
    record InstanceNorm(String name, int channels) implements Layer {}

    /// 2-D batch normalisation with a learned scale and shift.
    record BatchNorm(String name, int channels) implements Layer {}

    /// A rectifier with one learned slope, 0.25 at first.
    record Prelu(String name) implements Layer {}
}
