package io.github.edgewise.net;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.plan.Levels;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A U-Net for 2-D and 3-D images (Ronneberger et al., MICCAI 2015, arXiv 1505.04597) as nnU-Net builds it
/// (Isensee et al., Nature Methods 2021): the plan decides how deep it is, and the strides and kernels of
/// every level; padded convolutions, instance normalisation, leaky rectifiers of slope 0.01.
///
/// Two convolutions a level, transposed convolutions up whose kernel is their stride, skips concatenated.
/// Channels double at every level, up to 320. With `residual` the encoder is that of nnU-Net's residual
/// presets (Isensee et al., MICCAI 2024, arXiv 2404.09556): a convolution, then 1, 3, 4 and from there on 6
/// residual blocks a level, and one convolution a level in the decoder.
///
/// First weights: convolutions from He's normal distribution for slope 0.01, biases 0; the last scale of
/// every residual block 0.
///
/// @param width channels of the first level
/// @param depth how often the image is made coarser at most; 0 for as often as planned
/// @param stages how many decoder stages have logits of their own for the loss to see (deep supervision, Lee
///     et al., AISTATS 2015, arXiv 1409.5185), from the finest on; 1 for the output alone
/// @param residual whether the encoder is made of residual blocks
/// @param down how the encoder gets from one level to the next
public record UNet(int width, int depth, int stages, boolean residual, Down down) implements Network {
    private static final int WIDEST = 320;
    private static final int[] RESIDUAL_BLOCKS = {1, 3, 4, 6};

    /// How an encoder gets from one level to the next.
    public enum Down {
        /// The first convolution of a level has its stride.
        STRIDED,
        /// The largest of every block of voxels.
        POOLED
    }

    public UNet {
        if (width < 1 || depth < 0) {
            throw new InvalidInputException(
                    "a U-Net needs a width of at least 1 and a depth of at least 1, "
                            + "or 0 for as deep as planned, but got " + width + " and " + depth);
        }
        if (stages < 1 || (depth > 0 && stages > depth)) {
            throw new InvalidInputException("a U-Net" + (depth > 0 ? " of depth " + depth : "")
                    + " has 1 to "
                    + (depth > 0 ? depth : "as many as its depth") + " stages with logits, not " + stages);
        }
    }

    /// Width 16 and as deep as planned: what a laptop trains in minutes.
    public UNet() { this(16, 0); }

    /// A U-Net whose output alone is supervised.
    public UNet(int width, int depth) { this(width, depth, 1); }

    /// A U-Net of plain convolutions with strides.
    public UNet(int width, int depth, int stages) { this(width, depth, stages, false, Down.STRIDED); }

    @Override
    public Model build(Plan plan) {
        return Network.built(new Layers(this, plan),
                model -> InitialWeights.kaiming(model, ConvolutionBlock.SLOPE));
    }

    @Override
    public List<Size> stages(Plan plan) { return Levels.cumulative(levels(plan)).subList(0, stages); }

    /// The planned levels, as many as wanted.
    private List<Level> levels(Plan plan) {
        List<Level> planned = plan.levels();
        int most = planned.size() - 1;
        if (depth > most) {
            throw new InvalidInputException("a U-Net of depth " + depth + " is too deep for a patch of "
                    + plan.patch() + " voxels, which can be made coarser " + most
                    + " times; use a depth of at most that, 0 for as deep as planned, or a larger patch");
        }
        if (stages > Math.max(1, most)) {
            throw new InvalidInputException(
                    "a patch of " + plan.patch() + " voxels has " + Math.max(1, most)
                            + " decoder stages, but logits are wanted at " + stages);
        }
        List<Level> levels = depth == 0 ? planned : planned.subList(0, depth + 1);
        Size stride = Levels.stride(levels);
        if (!stride.divides(plan.patch())) {
            throw new InvalidInputException("a patch of " + plan.patch()
                    + " voxels is not a multiple of the network's coarsest voxel, " + stride);
        }
        return levels;
    }

    private int channelsAt(int level) { return (int) Math.min((long) width << level, WIDEST); }

    private static final class Layers implements Topology {
        private final Size stride;
        private final List<List<Block>> down = new ArrayList<>();
        private final List<Layer> up = new ArrayList<>();
        private final List<Block> merge = new ArrayList<>();
        private final List<Layer> heads = new ArrayList<>();
        private final List<Layer> all = new ArrayList<>();

        Layers(UNet design, Plan plan) {
            int axes = plan.patch().axes();
            List<Level> levels = design.levels(plan);
            this.stride = Levels.stride(levels);
            int channels = plan.channels();
            for (int l = 0; l < levels.size(); l++) {
                down.add(level(design, axes, channels, l, levels.get(l)));
                channels = design.channelsAt(l);
            }
            for (int l = 0; l + 1 < levels.size(); l++) {
                int wide = design.channelsAt(l);
                up.add(added(new Layer.TransposedConvolution("up" + l, axes, design.channelsAt(l + 1), wide,
                        levels.get(l + 1).stride())));
                merge.add(added(ConvolutionBlock.of("merge" + l, axes, 2 * wide, wide,
                        levels.get(l).kernel(), Size.ONE, design.residual() ? 1 : 2)));
            }
            for (int s = 0; s < design.stages(); s++) {
                heads.add(added(Layer.Convolution.pointwise(s == 0 ? "head" : "head" + s, axes,
                        design.channelsAt(s), plan.classes(), true)));
            }
        }

        /// The encoder's part of a level.
        private List<Block> level(UNet design, int axes, int channels, int l, Level level) {
            var blocks = new ArrayList<Block>();
            Size step = level.stride();
            if (design.down() == Down.POOLED && !step.equals(Size.ONE)) {
                blocks.add(new MaxPool(step));
                step = Size.ONE; // what is left for convolutions
            }
            int wide = design.channelsAt(l);
            if (!design.residual()) {
                blocks.add(added(
                        ConvolutionBlock.of("down" + l, axes, channels, wide, level.kernel(), step, 2)));
                return blocks;
            }
            if (l == 0) {
                blocks.add(added(
                        ConvolutionBlock.of("stem", axes, channels, wide, level.kernel(), Size.ONE, 1)));
            }
            for (int b = 0; b < RESIDUAL_BLOCKS[Math.min(l, RESIDUAL_BLOCKS.length - 1)]; b++) {
                int in = b == 0 && l > 0 ? channels : wide;
                blocks.add(added(ResidualBlock.of("down" + l + "_" + b, axes, in, wide, level.kernel(),
                        b == 0 ? step : Size.ONE)));
            }
            return blocks;
        }

        private <B extends Block> B added(B block) {
            all.addAll(block.layers());
            return block;
        }

        @Override
        public List<Layer> layers() { return List.copyOf(all); }

        @Override
        public Size stride() { return stride; }

        @Override
        public <T> T logits(Ops<T> ops, T images) {
            return heads.getFirst().of(ops, decoded(ops, images).getFirst());
        }

        @Override
        public <T> List<T> stages(Ops<T> ops, T images) {
            List<T> decoded = decoded(ops, images);
            return IntStream.range(0, heads.size()).mapToObj(s -> heads.get(s).of(ops, decoded.get(s)))
                    .toList();
        }

        /// What every level gives in the end, the finest first: the bottleneck as it is, the others decoded.
        private <T> List<T> decoded(Ops<T> ops, T images) {
            var levels = new ArrayList<T>();
            T x = images; // [B,C,D,H,W]
            for (List<Block> level : down) {
                for (Block block : level) {
                    x = block.of(ops, x);
                }
                levels.add(x);
            }
            for (int l = up.size() - 1; l >= 0; l--) {
                x = merge.get(l).of(ops, ops.cat(up.get(l).of(ops, x), levels.get(l)));
                levels.set(l, x);
            }
            return levels; // [B,width,D,H,W] first
        }
    }

    private record MaxPool(Size block) implements Block {
        @Override
        public List<Layer> layers() { return List.of(); }

        @Override
        public <T> T of(Ops<T> ops, T x) { return ops.maxPool(x, block); }
    }
}
