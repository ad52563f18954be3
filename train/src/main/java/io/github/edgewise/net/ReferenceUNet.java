package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.net.Layer.Window;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

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
        return Network.built(() -> new Built(plan.channels(), plan.classes(), width));
    }

    private static final class Built extends Model {
        private static final int LEVELS = 4;

        private final List<Level> down = new ArrayList<>();
        private final Level inner;
        private final List<Level> up = new ArrayList<>();
        private final List<Level> merge = new ArrayList<>();
        private final Layer head;

        Built(int channels, int classes, int width) {
            for (int l = 0; l + 1 < LEVELS; l++) {
                int in = l == 0 ? channels : width << (l - 1);
                down.add(register_module("down" + l, new Level(in, width << l, l == 0 ? 1 : 2)));
            }
            int widest = width << (LEVELS - 1);
            inner = register_module("bridge", Level.bridge(widest / 2, widest));
            for (int l = LEVELS - 2; l >= 0; l--) {
                int from = l == LEVELS - 2 ? widest : width << (l + 1);
                up.add(register_module("up" + l, new Level(from, from, 1)));
                merge.add(register_module("merge" + l, new Level(from + (width << l), width << l, 1)));
            }
            head = Layer.pointwise(2, width, classes, true);
            register_module("head", head.module());
            InitialWeights.xavier(this);
        }

        @Override
        public Size stride() { return STRIDE; }

        @Override
        public Tensor forward(Tensor images) {
            var skips = new ArrayList<Tensor>();
            Tensor x = images; // [B,C,H,W]
            for (Level level : down) {
                x = level.forward(x);
                skips.add(x);
            }
            x = inner.forward(x); // [B,8 width,H/8,W/8]
            for (int i = 0; i < up.size(); i++) {
                Tensor skip = skips.get(skips.size() - 1 - i);
                Tensor finer = up.get(i).forward(upsample_nearest2d(x, skip.size(2), skip.size(3)));
                x = merge.get(i).forward(cat(new TensorVector(finer, skip), 1));
            }
            return head.of(x); // [B,K,H,W]
        }
    }

    /// Two convolutions with normalisation and rectifier, and what may lie between them.
    private static final class Level extends Module {
        private final List<Layer> layers = new ArrayList<>();

        /// @param stride of the first convolution
        Level(int in, int out, int stride) {
            add("conv1", unit(in, out, stride));
            add("conv2", unit(out, out, 1));
        }

        /// The coarsest level.
        static Level bridge(int in, int out) {
            var level = new Level(in, out, 2);
            var block = level.register_module("residual", new Residual(out));
            level.layers.add(1, new Layer(block, block::forward));
            return level;
        }

        private void add(String name, Unit unit) {
            register_module(name, unit);
            layers.add(new Layer(unit, unit::forward));
        }

        private static Unit unit(int in, int out, int stride) { return new Unit(in, out, stride, true); }

        Tensor forward(Tensor x) {
            for (Layer layer : layers) {
                x = layer.of(x);
            }
            return x;
        }
    }

    /// A convolution with normalisation, and a rectifier if wanted.
    private static final class Unit extends Chain {
        /// @param rectifies whether a rectifier comes last; without one the convolution has a bias
        Unit(int in, int out, int stride, boolean rectifies) { super(layers(in, out, stride, rectifies)); }

        private static List<Layer> layers(int in, int out, int stride, boolean rectifies) {
            var layers = new ArrayList<Layer>();
            layers.add(Layer.conv2d(in, out, new Window(3, 3, stride, 1), !rectifies));
            layers.add(Layer.batchNorm(out));
            if (rectifies) layers.add(Layer.prelu());
            return layers;
        }
    }

    /// Two convolutions beside the input, their sum rectified with a slope of 0.2.
    private static final class Residual extends Module {
        private final Unit first;
        private final Unit second;

        Residual(int channels) {
            first = register_module("first", new Unit(channels, channels, 1, true));
            second = register_module("second", new Unit(channels, channels, 1, false));
        }

        Tensor forward(Tensor x) {
            return leaky_relu(x.add(second.forward(first.forward(x))), new Scalar(SLOPE));
        }
    }
}
