package io.github.edgewise.net;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.net.Layer.BatchNorm;
import io.github.edgewise.net.Layer.Convolution;
import io.github.edgewise.net.Layer.Prelu;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The 2-D U-Net that the boundary loss experiments on ISLES and WMH train (Kervadec et al., MIDL 2019, arXiv
/// 1812.07032): four levels of 1, 2, 4 and 8 times the width, two convolutions of 3 x 3 each, the first of a
/// level with stride 2, and a residual block between those of the coarsest; up by repeating every pixel and
/// two more convolutions, skips concatenated. Every convolution has batch normalisation and a rectifier with
/// one learned slope. 18,702,551 weights for one channel, two classes and the published width.
///
/// First weights: convolutions from Glorot's normal distribution (Glorot and Bengio, AISTATS 2010), scales of
/// batch normalisation from N(1, 0.02^2), rectifiers of slope 0.25.
///
/// @param width channels of the first level
public record ReferenceUNet(int width) implements Network {
    private static final Size STRIDE = new Size(1, 8, 8);
    private static final double SLOPE = 0.2;

    public ReferenceUNet {
        if (width < 1) {
            throw new InvalidInputException("a U-Net needs a width of at least 1, but got " + width);
        }
    }

    /// The published width, 64.
    public ReferenceUNet() { this(64); }

    @Override
    public Model build(Plan plan) {
        if (plan.patch().axes() != 2) {
            throw new InvalidInputException("referenceUNet is a 2-D network, but the images have "
                    + plan.patch().axes() + " axes; use uNet, or slices of the volumes");
        }
        if (!STRIDE.divides(plan.patch())) {
            throw new InvalidInputException("referenceUNet needs a patch of multiples of 8 pixels, not "
                    + plan.patch() + "; use a plan with such a patch (--plan) or uNet");
        }
        return Network.built(new Layers(plan.channels(), plan.classes(), width), InitialWeights::xavier);
    }

    private static final class Layers implements Topology {
        private static final int LEVELS = 4;

        private final List<Level> down = new ArrayList<>();
        private final Level inner;
        private final List<Level> up = new ArrayList<>();
        private final List<Level> merge = new ArrayList<>();
        private final Layer head;
        private final List<Layer> all = new ArrayList<>();

        Layers(int channels, int classes, int width) {
            for (int l = 0; l + 1 < LEVELS; l++) {
                int in = l == 0 ? channels : width << (l - 1);
                down.add(added(Level.of("down" + l, in, width << l, l == 0 ? 1 : 2)));
            }
            int widest = width << (LEVELS - 1);
            inner = added(Level.bridge(widest / 2, widest));
            for (int l = LEVELS - 2; l >= 0; l--) {
                int from = l == LEVELS - 2 ? widest : width << (l + 1);
                up.add(added(Level.of("up" + l, from, from, 1)));
                merge.add(added(Level.of("merge" + l, from + (width << l), width << l, 1)));
            }
            head = added(Layer.Convolution.pointwise("head", 2, width, classes, true));
        }

        private <B extends Block> B added(B block) {
            all.addAll(block.layers());
            return block;
        }

        @Override
        public List<Layer> layers() { return List.copyOf(all); }

        @Override
        public Size stride() { return STRIDE; }

        @Override
        public <T> List<T> stages(Ops<T> ops, T images) {
            var skips = new ArrayList<T>();
            T x = images; // [B,C,H,W]
            for (Level level : down) {
                x = level.of(ops, x);
                skips.add(x);
            }
            x = inner.of(ops, x); // [B,8 width,H/8,W/8]
            for (int i = 0; i < up.size(); i++) {
                T finer = up.get(i).of(ops, ops.doubled(x));
                x = merge.get(i).of(ops, ops.cat(finer, skips.get(skips.size() - 1 - i)));
            }
            return List.of(head.of(ops, x)); // [B,K,H,W]
        }
    }

    /// Two convolutions with normalisation and rectifier, and what may lie between them.
    private record Level(List<Block> blocks) implements Block {
        /// @param stride of the first convolution
        static Level of(String name, int in, int out, int stride) {
            return new Level(List.of(rectified(name + ".conv1", in, out, stride),
                    rectified(name + ".conv2", out, out, 1)));
        }

        /// The coarsest level. Its residual block comes last in files.
        static Level bridge(int in, int out) {
            return new Level(List.of(rectified("bridge.conv1", in, out, 2),
                    rectified("bridge.conv2", out, out, 1), new Residual("bridge.residual", out)));
        }

        @Override
        public List<Layer> layers() { return blocks.stream().flatMap(b -> b.layers().stream()).toList(); }

        @Override
        public <T> T of(Ops<T> ops, T x) {
            T result = blocks.getFirst().of(ops, x);
            for (Block between : blocks.subList(2, blocks.size())) {
                result = between.of(ops, result);
            }
            return blocks.get(1).of(ops, result);
        }
    }

    /// A convolution, normalisation and a rectifier.
    private static Chain rectified(String name, int in, int out, int stride) {
        return new Chain(List.of(convolution(name, in, out, stride, false),
                new BatchNorm(name + ".layer1", out), new Prelu(name + ".layer2")));
    }

    private static Layer convolution(String name, int in, int out, int stride, boolean bias) {
        return new Convolution(name + ".layer0", 2, in, out, new Size(1, 3, 3), new Size(1, stride, stride),
                bias);
    }

    /// Two convolutions beside the input, their sum rectified with a slope of 0.2.
    private record Residual(Block first, Block second) implements Block {
        Residual(String name, int channels) {
            this(rectified(name + ".first", channels, channels, 1),
                    new Chain(List.of(convolution(name + ".second", channels, channels, 1, true),
                            new BatchNorm(name + ".second.layer1", channels))));
        }

        @Override
        public List<Layer> layers() {
            return Stream.of(first, second).flatMap(part -> part.layers().stream()).toList();
        }

        @Override
        public <T> T of(Ops<T> ops, T x) {
            return ops.leaky(ops.add(x, second.of(ops, first.of(ops, x))), SLOPE);
        }
    }
}
