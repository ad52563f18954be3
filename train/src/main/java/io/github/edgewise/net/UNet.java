package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.max_pool3d;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// A U-Net for 2-D and 3-D images (Ronneberger et al., MICCAI 2015, arXiv 1505.04597) with padded
/// convolutions, instance normalisation (Isensee et al., Nature Methods 2021) and leaky rectifiers.
///
/// Two 3-convolutions a level, max pooling down, transposed convolutions up, skips concatenated. Channels
/// double at every level, up to 320.
///
/// @param width channels of the first level
/// @param depth how often the image is halved; patches must be multiples of 2^depth
/// @param stages how many of the `depth` decoder stages have logits of their own for the loss to see (deep
///     supervision, Lee et al., AISTATS 2015, arXiv 1409.5185), from the finest on; 1 for the output alone
public record UNet(int width, int depth, int stages) implements Network {
    private static final int WIDEST = 320;

    public UNet {
        if (width < 1 || depth < 1 || depth > 7) {
            throw new IllegalArgumentException(
                    "a U-Net needs a width of at least 1 and a depth of 1 to 7, but got "
                            + width + " and " + depth);
        }
        if (stages < 1 || stages > depth) {
            throw new IllegalArgumentException("a U-Net of depth " + depth + " has 1 to " + depth
                    + " stages with logits, not " + stages);
        }
    }

    /// Width 16, depth 3: what a laptop trains in minutes.
    public UNet() { this(16, 3); }

    /// A U-Net whose output alone is supervised.
    public UNet(int width, int depth) { this(width, depth, 1); }

    @Override
    public Model build(int axes, int channels, int classes) {
        return new Built(this, axes, channels, classes);
    }

    private int channelsAt(int level) { return Math.min(width << level, WIDEST); }

    private static final class Built extends Model {
        private final int axes;
        private final int depth;
        private final List<Block> down = new ArrayList<>();
        private final List<Layer> up = new ArrayList<>();
        private final List<Block> merge = new ArrayList<>();
        private final List<Layer> heads = new ArrayList<>();

        Built(UNet design, int axes, int channels, int classes) {
            this.axes = axes;
            this.depth = design.depth();
            for (int level = 0; level <= depth; level++) {
                int in = level == 0 ? channels : design.channelsAt(level - 1);
                down.add(register_module("down" + level, new Block(axes, in, design.channelsAt(level))));
            }
            for (int level = depth - 1; level >= 0; level--) {
                Layer doubled = Layer.up(axes, design.channelsAt(level + 1), design.channelsAt(level));
                register_module("up" + level, doubled.module());
                up.add(doubled);
                merge.add(register_module("merge" + level,
                        new Block(axes, 2 * design.channelsAt(level), design.channelsAt(level))));
            }
            for (int stage = 0; stage < design.stages(); stage++) {
                Layer head = Layer.conv(axes, design.channelsAt(stage), classes, 1, true);
                register_module(stage == 0 ? "head" : "head" + stage, head.module());
                heads.add(head);
            }
        }

        @Override
        public int divisor() { return 1 << depth; }

        @Override
        public Tensor forward(Tensor images) { return heads.getFirst().of(decoded(images).getLast()); }

        @Override
        public List<Tensor> stages(Tensor images) {
            List<Tensor> decoded = decoded(images);
            return IntStream.range(0, heads.size())
                    .mapToObj(s -> heads.get(s).of(decoded.get(depth - 1 - s))).toList();
        }

        /// What every decoder stage gives, the coarsest first.
        private List<Tensor> decoded(Tensor images) {
            var skips = new ArrayList<Tensor>();
            Tensor x = down.getFirst().forward(images); // [B,width,D,H,W]
            for (int level = 1; level <= depth; level++) {
                skips.add(x);
                x = down.get(level).forward(halved(x));
            }
            var decoded = new ArrayList<Tensor>();
            for (int i = 0; i < depth; i++) {
                Tensor skip = skips.get(depth - 1 - i);
                x = merge.get(i).forward(cat(new TensorVector(up.get(i).of(x), skip), 1));
                decoded.add(x);
            }
            return decoded; // [B,width,D,H,W] last
        }

        private Tensor halved(Tensor x) { return axes == 2 ? max_pool2d(x, 2, 2) : max_pool3d(x, 2, 2, 2); }
    }

    /// Twice: convolution, instance normalisation, leaky rectifier.
    private static final class Block extends Module {
        private final Layer conv1;
        private final Layer norm1;
        private final Layer conv2;
        private final Layer norm2;

        Block(int axes, int in, int out) {
            conv1 = Layer.conv(axes, in, out, 3, false);
            norm1 = Layer.instanceNorm(axes, out);
            conv2 = Layer.conv(axes, out, out, 3, false);
            norm2 = Layer.instanceNorm(axes, out);
            register_module("conv1", conv1.module());
            register_module("norm1", norm1.module());
            register_module("conv2", conv2.module());
            register_module("norm2", norm2.module());
        }

        Tensor forward(Tensor x) { return rectified(norm2, conv2, rectified(norm1, conv1, x)); }

        private static Tensor rectified(Layer norm, Layer conv, Tensor x) {
            return leaky_relu(norm.of(conv.of(x)), new Scalar(0.01));
        }
    }
}
