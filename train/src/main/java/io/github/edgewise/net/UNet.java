package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.cat;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.plan.Levels;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

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
    public Model build(Plan plan) { return Network.built(() -> new Built(this, plan)); }

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

    private static final class Built extends Model {
        private final Size stride;
        private final List<List<Layer>> down = new ArrayList<>();
        private final List<Layer> up = new ArrayList<>();
        private final List<Layer> merge = new ArrayList<>();
        private final List<Layer> heads = new ArrayList<>();

        Built(UNet design, Plan plan) {
            int axes = plan.patch().axes();
            List<Level> levels = design.levels(plan);
            this.stride = Levels.stride(levels);
            int channels = plan.channels();
            for (int l = 0; l < levels.size(); l++) {
                down.add(design.residual()
                        ? residual(design, axes, channels, l, levels.get(l))
                        : plain(design, axes, channels, l, levels.get(l)));
                channels = design.channelsAt(l);
            }
            for (int l = 0; l + 1 < levels.size(); l++) {
                int wide = design.channelsAt(l);
                up.add(registered("up" + l,
                        Layer.up(axes, design.channelsAt(l + 1), wide, levels.get(l + 1).stride())));
                merge.add(registered("merge" + l, block(new ConvolutionBlock(axes, 2 * wide, wide,
                        levels.get(l).kernel(), Size.ONE, design.residual() ? 1 : 2))));
            }
            for (int s = 0; s < design.stages(); s++) {
                heads.add(registered(s == 0 ? "head" : "head" + s,
                        Layer.pointwise(axes, design.channelsAt(s), plan.classes(), true)));
            }
            InitialWeights.kaiming(this, ConvolutionBlock.SLOPE);
        }

        private List<Layer> plain(UNet design, int axes, int channels, int l, Level level) {
            var layers = new ArrayList<Layer>();
            Size step = pooled(design, axes, l, level, layers);
            layers.add(registered("down" + l, block(new ConvolutionBlock(axes, channels, design.channelsAt(l),
                    level.kernel(), step, 2))));
            return layers;
        }

        private List<Layer> residual(UNet design, int axes, int channels, int l, Level level) {
            var layers = new ArrayList<Layer>();
            Size step = pooled(design, axes, l, level, layers);
            int wide = design.channelsAt(l);
            if (l == 0) {
                layers.add(registered("stem",
                        block(new ConvolutionBlock(axes, channels, wide, level.kernel(), Size.ONE, 1))));
            }
            for (int b = 0; b < RESIDUAL_BLOCKS[Math.min(l, RESIDUAL_BLOCKS.length - 1)]; b++) {
                int in = b == 0 && l > 0 ? channels : wide;
                var block = new ResidualBlock(axes, in, wide, level.kernel(), b == 0 ? step : Size.ONE);
                layers.add(registered("down" + l + "_" + b, new Layer(block, block::forward)));
            }
            return layers;
        }

        /// Adds the pooling into a level, if there is one, and gives the stride that is left for
        /// convolutions.
        private Size pooled(UNet design, int axes, int l, Level level, List<Layer> layers) {
            if (design.down() == Down.STRIDED || level.stride().equals(Size.ONE)) return level.stride();
            layers.add(registered("pool" + l, Layer.maxPool(axes, level.stride())));
            return Size.ONE;
        }

        private static Layer block(ConvolutionBlock block) { return new Layer(block, block::forward); }

        private Layer registered(String name, Layer layer) {
            register_module(name, layer.module());
            return layer;
        }

        @Override
        public Size stride() { return stride; }

        @Override
        public Tensor forward(Tensor images) { return heads.getFirst().of(decoded(images).getFirst()); }

        @Override
        public List<Tensor> stages(Tensor images) {
            List<Tensor> decoded = decoded(images);
            return IntStream.range(0, heads.size()).mapToObj(s -> heads.get(s).of(decoded.get(s))).toList();
        }

        /// What every level gives in the end, the finest first: the bottleneck as it is, the others decoded.
        private List<Tensor> decoded(Tensor images) {
            var levels = new ArrayList<Tensor>();
            Tensor x = images; // [B,C,D,H,W]
            for (List<Layer> level : down) {
                for (Layer layer : level) {
                    x = layer.of(x);
                }
                levels.add(x);
            }
            for (int l = up.size() - 1; l >= 0; l--) {
                x = merge.get(l).of(cat(new TensorVector(up.get(l).of(x), levels.get(l)), 1));
                levels.set(l, x);
            }
            return levels; // [B,width,D,H,W] first
        }
    }
}
