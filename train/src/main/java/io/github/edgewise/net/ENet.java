package io.github.edgewise.net;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import io.github.edgewise.net.Layer.BatchNorm;
import io.github.edgewise.net.Layer.Convolution;
import io.github.edgewise.net.Layer.Prelu;
import io.github.edgewise.net.Ops.Pooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// ENet for 2-D images (Paszke et al. 2016, arXiv 1606.02147), in the variant that the boundary loss
/// experiments on ACDC use: 16 first channels, bottlenecks that project to a quarter, max pooling undone at
/// the remembered places, and skips concatenated in the decoder.
///
/// The published network also holds two output layers and two rectifiers that it never uses; they are left
/// out here: 458,247 weights of its 460,845 for one channel and two classes.
///
/// The first weights are those of the experiments: convolutions from Glorot's normal distribution (Glorot and
/// Bengio, AISTATS 2010), scales of batch normalisation from N(1, 0.02^2), biases of convolutions uniform in
/// +-1 / sqrt(fan in), rectifiers of slope 0.25.
public record ENet() implements Network {
    private static final int FIRST = 16;
    private static final Size STRIDE = new Size(1, 8, 8);
    private static final Size TWO = new Size(1, 2, 2);

    @Override
    public Model build(Plan plan) {
        if (plan.patch().axes() != 2) {
            throw new InvalidInputException("ENet is a 2-D network, but the images have "
                    + plan.patch().axes() + " axes; use uNet, or slices of the volumes");
        }
        if (plan.channels() >= FIRST) {
            throw new InvalidInputException(
                    "ENet takes at most 15 channels, but the images have " + plan.channels());
        }
        if (!STRIDE.divides(plan.patch())) {
            throw new InvalidInputException(
                    "ENet needs a patch of multiples of 8 pixels, not " + plan.patch()
                            + "; use a plan with such a patch (--plan) or uNet");
        }
        return Network.built(new Layers(plan.channels(), plan.classes()), InitialWeights::xavier);
    }

    private static final class Layers implements Topology {
        private final Layer first;
        private final Bottleneck narrow1;
        private final List<Bottleneck> stage1 = new ArrayList<>();
        private final Bottleneck narrow2;
        private final List<Bottleneck> stage2 = new ArrayList<>();
        private final Side decode1;
        private final Layer rectify1;
        private final Bottleneck refine1;
        private final Bottleneck reduce1;
        private final Side decode2;
        private final Bottleneck refine2;
        private final Layer rectify2;
        private final Block full1;
        private final Block full2;
        private final Layer head;
        private final List<Layer> all = new ArrayList<>();

        Layers(int channels, int classes) {
            first = added(Kernel.HALVING.convolution("first", channels, FIRST - channels, true));
            narrow1 = added(Bottleneck.halving("narrow1", FIRST, 64));
            for (int i = 0; i < 4; i++) {
                stage1.add(added(Bottleneck.plain("stage1_" + i, 64, 64, 0.01)));
            }
            narrow2 = added(Bottleneck.halving("narrow2", 64, 128));
            for (int round = 0; round < 2; round++) {
                int i = 8 * round;
                stage2.add(Bottleneck.plain("stage2_" + i, 128, 128, 0.1));
                stage2.add(Bottleneck.dilated("stage2_" + (i + 1), 128, 128, 2));
                stage2.add(Bottleneck.split("stage2_" + (i + 2), 128));
                stage2.add(Bottleneck.dilated("stage2_" + (i + 3), 128, 128, 4));
                stage2.add(Bottleneck.plain("stage2_" + (i + 4), 128, 128, 0.1));
                stage2.add(Bottleneck.dilated("stage2_" + (i + 5), 128, 128, 8));
                stage2.add(Bottleneck.split("stage2_" + (i + 6), 128));
                stage2.add(Bottleneck.dilated("stage2_" + (i + 7), 128, round == 0 ? 128 : 64, 16));
            }
            stage2.forEach(this::added);
            decode1 = added(Side.narrowing("decode1", 128, 64, 0.01, Kernel.SQUARE, Kernel.SQUARE));
            rectify1 = added(new Prelu("rectify1"));
            refine1 = added(Bottleneck.plain("refine1", 64, 64, 0.1));
            reduce1 = added(Bottleneck.plain("reduce1", 64, FIRST, 0.1));
            decode2 = added(Side.narrowing("decode2", 2 * FIRST, FIRST, 0.01, Kernel.SQUARE, Kernel.SQUARE));
            refine2 = added(Bottleneck.plain("refine2", FIRST, FIRST, 0.1));
            rectify2 = added(new Prelu("rectify2"));
            full1 = added(unit("full1", FIRST, FIRST, false, Kernel.SQUARE));
            full2 = added(unit("full2", FIRST, FIRST, false, Kernel.SQUARE));
            head = added(Convolution.pointwise("head", 2, FIRST, classes, true));
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
            T half = ops.cat(first.of(ops, images), ops.maxPool(images, TWO)); // [B,16,H/2,W/2]
            Pooled<T> pooled1 = ops.pooled(half);
            T quarter = narrow1.sum(ops, half, pooled1.values()); // [B,64,H/4,W/4]
            for (Bottleneck block : stage1) {
                quarter = block.of(ops, quarter);
            }
            Pooled<T> pooled2 = ops.pooled(quarter);
            T x = narrow2.sum(ops, quarter, pooled2.values()); // [B,128,H/8,W/8]
            for (Bottleneck block : stage2) {
                x = block.of(ops, x);
            } // [B,64,H/8,W/8]
            T up1 = ops.unpooled(x, pooled2, quarter); // [B,64,H/4,W/4]
            T side1 = decode1.of(ops, ops.cat(up1, quarter));
            x = refine1.of(ops, rectify1.of(ops, ops.add(up1, side1)));
            x = reduce1.of(ops, x); // [B,16,H/4,W/4]
            T up2 = ops.unpooled(x, pooled1, half); // [B,16,H/2,W/2]
            T side2 = decode2.of(ops, ops.cat(up2, half));
            x = ops.doubled(rectify2.of(ops, ops.add(up2, refine2.of(ops, side2)))); // [B,16,H,W]
            return List.of(head.of(ops, full2.of(ops, full1.of(ops, x)))); // [B,K,H,W]
        }
    }

    /// What a convolution sees.
    private record Kernel(int height, int width, int stride, int dilation) {
        static final Kernel POINT = new Kernel(1, 1, 1, 1);
        static final Kernel SQUARE = new Kernel(3, 3, 1, 1);
        static final Kernel HALVING = new Kernel(3, 3, 2, 1);
        static final Kernel BLOCKS = new Kernel(2, 2, 2, 1);
        static final Kernel COLUMN = new Kernel(5, 1, 1, 1);
        static final Kernel ROW = new Kernel(1, 5, 1, 1);

        static Kernel dilated(int dilation) { return new Kernel(3, 3, 1, dilation); }

        Convolution convolution(String name, int in, int out, boolean bias) {
            return new Convolution(name, 2, in, out, new Size(1, height, width), new Size(1, stride, stride),
                    new Size(1, dilation, dilation), bias);
        }
    }

    /// Convolutions, batch normalisation, rectifier.
    private static Chain unit(String name, int in, int out, boolean bias, Kernel... kernels) {
        var layers = new ArrayList<Layer>();
        for (int i = 0; i < kernels.length; i++) {
            layers.add(kernels[i].convolution(name + ".layer" + i, i == 0 ? in : out, out, bias));
        }
        layers.add(new BatchNorm(name + ".layer" + kernels.length, out));
        layers.add(new Prelu(name + ".layer" + (kernels.length + 1)));
        return new Chain(layers);
    }

    /// A path through a quarter of the channels.
    private record Side(List<Chain> units, double drop) implements Block {
        static Side narrowing(String name, int in, int out, double drop, Kernel first, Kernel... middle) {
            return new Side(List.of(unit(name + ".unit0", in, in / 4, true, first),
                    unit(name + ".unit1", in / 4, in / 4, true, middle),
                    unit(name + ".unit2", in / 4, out, true, Kernel.POINT)), drop);
        }

        @Override
        public List<Layer> layers() { return units.stream().flatMap(u -> u.layers().stream()).toList(); }

        @Override
        public <T> T of(Ops<T> ops, T x) {
            T result = x;
            for (Chain unit : units) {
                result = unit.of(ops, result);
            }
            return ops.dropout(result, drop);
        }
    }

    /// A side path beside the main path, the sum rectified.
    ///
    /// @param missing channels of the main path, which count as zero
    /// @param project changes the channels of the main path; nothing where they stay
    private record Bottleneck(Side side, Layer rectify, Optional<Block> project, int missing)
            implements
                Block {
        private static Bottleneck of(String name, Side side, Optional<Block> project, int missing) {
            return new Bottleneck(side, new Prelu(name + ".rectify"), project, missing);
        }

        static Bottleneck plain(String name, int in, int out, double drop) {
            return of(name, Side.narrowing(name, in, out, drop, Kernel.POINT, Kernel.SQUARE), in > out
                    ? Optional.of(unit(name + ".project", in, out, true, Kernel.POINT))
                    : Optional.empty(), 0);
        }

        static Bottleneck split(String name, int channels) {
            return of(name, Side.narrowing(name, channels, channels, 0.1, Kernel.POINT, Kernel.COLUMN,
                    Kernel.ROW), Optional.empty(), 0);
        }

        static Bottleneck dilated(String name, int in, int out, int dilation) {
            return of(name,
                    Side.narrowing(name, in, out, 0.01, Kernel.POINT, Kernel.dilated(dilation)),
                    in > out
                            ? Optional.of(Kernel.SQUARE.convolution(name + ".project", in, out, true))
                            : Optional.empty(),
                    0);
        }

        static Bottleneck halving(String name, int in, int out) {
            return of(name, Side.narrowing(name, in, out, 0.01, Kernel.BLOCKS, Kernel.SQUARE),
                    Optional.empty(), out - in);
        }

        @Override
        public List<Layer> layers() {
            var all = new ArrayList<>(side.layers());
            all.add(rectify);
            project.ifPresent(block -> all.addAll(block.layers()));
            return all;
        }

        @Override
        public <T> T of(Ops<T> ops, T x) {
            return sum(ops, x, project.isPresent() ? project.get().of(ops, x) : x);
        }

        /// The sum of the side path and `beside`.
        <T> T sum(Ops<T> ops, T x, T beside) {
            T path = side.of(ops, x);
            return rectify.of(ops, ops.add(missing == 0 ? beside : ops.widened(beside, missing), path));
        }
    }
}
