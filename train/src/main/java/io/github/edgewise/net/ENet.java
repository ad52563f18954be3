package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.dropout;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.max_pool2d_with_indices;
import static org.bytedeco.pytorch.global.torch.max_unpool2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import io.github.edgewise.net.Layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

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
        return Network.built(() -> new Built(plan.channels(), plan.classes()));
    }

    private static final class Built extends Model {
        private final Layer first;
        private final Bottleneck narrow1;
        private final List<Bottleneck> stage1 = new ArrayList<>();
        private final Bottleneck narrow2;
        private final List<Bottleneck> stage2 = new ArrayList<>();
        private final Bottleneck decode1;
        private final Layer rectify1;
        private final Bottleneck refine1;
        private final Bottleneck reduce1;
        private final Bottleneck decode2;
        private final Bottleneck refine2;
        private final Layer rectify2;
        private final Unit full1;
        private final Unit full2;
        private final Layer head;

        Built(int channels, int classes) {
            first = Layer.conv2d(channels, FIRST - channels, new Window(3, 3, 2, 1), true);
            register_module("first", first.module());
            narrow1 = register_module("narrow1", Bottleneck.halving(FIRST, 64));
            for (int i = 0; i < 4; i++) {
                stage1.add(register_module("stage1_" + i, Bottleneck.plain(64, 64, 0.01)));
            }
            narrow2 = register_module("narrow2", Bottleneck.halving(64, 128));
            for (int round = 0; round < 2; round++) {
                stage2.add(Bottleneck.plain(128, 128, 0.1));
                stage2.add(Bottleneck.dilated(128, 128, 2));
                stage2.add(Bottleneck.split(128));
                stage2.add(Bottleneck.dilated(128, 128, 4));
                stage2.add(Bottleneck.plain(128, 128, 0.1));
                stage2.add(Bottleneck.dilated(128, 128, 8));
                stage2.add(Bottleneck.split(128));
                stage2.add(Bottleneck.dilated(128, round == 0 ? 128 : 64, 16));
            }
            for (int i = 0; i < stage2.size(); i++) {
                register_module("stage2_" + i, stage2.get(i));
            }
            decode1 = register_module("decode1", Bottleneck.open(128, 64));
            rectify1 = Layer.prelu();
            register_module("rectify1", rectify1.module());
            refine1 = register_module("refine1", Bottleneck.plain(64, 64, 0.1));
            reduce1 = register_module("reduce1", Bottleneck.plain(64, FIRST, 0.1));
            decode2 = register_module("decode2", Bottleneck.open(2 * FIRST, FIRST));
            refine2 = register_module("refine2", Bottleneck.plain(FIRST, FIRST, 0.1));
            rectify2 = Layer.prelu();
            register_module("rectify2", rectify2.module());
            full1 = register_module("full1", new Unit(FIRST, FIRST, false, Window.square(3)));
            full2 = register_module("full2", new Unit(FIRST, FIRST, false, Window.square(3)));
            head = Layer.pointwise(2, FIRST, classes, true);
            register_module("head", head.module());
            InitialWeights.xavier(this);
        }

        @Override
        public Size stride() { return STRIDE; }

        @Override
        public Tensor forward(Tensor images) {
            Tensor half = cat(new TensorVector(first.of(images), max_pool2d(images, 2, 2)), 1); // [B,16,H/2,W/2]
            T_TensorTensor_T pooled1 = max_pool2d_with_indices(half, 2, 2);
            Tensor quarter = narrow1.forward(half, Tensors.first(pooled1), is_training()); // [B,64,H/4,W/4]
            for (Bottleneck block : stage1) {
                quarter = block.forward(quarter, is_training());
            }
            T_TensorTensor_T pooled2 = max_pool2d_with_indices(quarter, 2, 2);
            Tensor x = narrow2.forward(quarter, Tensors.first(pooled2), is_training()); // [B,128,H/8,W/8]
            for (Bottleneck block : stage2) {
                x = block.forward(x, is_training());
            } // [B,64,H/8,W/8]
            Tensor up1 = max_unpool2d(x, Tensors.second(pooled2), quarter.size(2), quarter.size(3)); // [B,64,H/4,W/4]
            Tensor side1 = decode1.side(cat(new TensorVector(up1, quarter), 1), is_training());
            x = refine1.forward(rectify1.of(up1.add(side1)), is_training());
            x = reduce1.forward(x, is_training()); // [B,16,H/4,W/4]
            Tensor up2 = max_unpool2d(x, Tensors.second(pooled1), half.size(2), half.size(3)); // [B,16,H/2,W/2]
            Tensor side2 = decode2.side(cat(new TensorVector(up2, half), 1), is_training());
            x = rectify2.of(up2.add(refine2.forward(side2, is_training())));
            x = upsample_nearest2d(x, images.size(2), images.size(3)); // [B,16,H,W]
            return head.of(full2.forward(full1.forward(x))); // [B,K,H,W]
        }
    }

    /// Convolutions, batch normalisation, rectifier.
    private static final class Unit extends Chain {
        Unit(int in, int out, boolean bias, Window... windows) { super(layers(in, out, bias, windows)); }

        private static List<Layer> layers(int in, int out, boolean bias, Window... windows) {
            var layers = new ArrayList<Layer>();
            for (int i = 0; i < windows.length; i++) {
                layers.add(Layer.conv2d(i == 0 ? in : out, out, windows[i], bias));
            }
            layers.add(Layer.batchNorm(out));
            layers.add(Layer.prelu());
            return layers;
        }
    }

    /// A side path through a quarter of the channels beside the main path, the sum rectified.
    private static final class Bottleneck extends Module {
        private final List<Unit> units;
        private final double drop;
        private final Layer rectify;
        private final boolean joins;
        private Apply main = x -> x;

        private interface Apply {
            Tensor to(Tensor x);
        }

        private Bottleneck(double drop, boolean joins, Unit... units) {
            this.units = List.of(units);
            this.drop = drop;
            this.joins = joins;
            this.rectify = Layer.prelu();
            for (int i = 0; i < units.length; i++) {
                register_module("unit" + i, units[i]);
            }
            if (joins) register_module("rectify", rectify.module());
        }

        static Bottleneck plain(int in, int out, double drop) {
            var block = around(in, out, drop, Window.square(3));
            if (in > out) {
                Unit project = block.register_module("project", new Unit(in, out, true, Window.square(1)));
                block.main = project::forward;
            }
            return block;
        }

        static Bottleneck split(int channels) {
            return around(channels, channels, 0.1, new Window(5, 1, 1, 1), new Window(1, 5, 1, 1));
        }

        static Bottleneck dilated(int in, int out, int dilation) {
            var block = around(in, out, 0.01, new Window(3, 3, 1, dilation));
            if (in > out) {
                Layer project = Layer.conv2d(in, out, Window.square(3), true);
                block.register_module("project", project.module());
                block.main = project::of;
            }
            return block;
        }

        static Bottleneck halving(int in, int out) {
            return new Bottleneck(0.01, true, new Unit(in, in / 4, true, new Window(2, 2, 2, 1)),
                    new Unit(in / 4, in / 4, true, Window.square(3)),
                    new Unit(in / 4, out, true, Window.square(1)));
        }

        /// A side path without a main path of its own: the decoder adds the unpooled map itself.
        static Bottleneck open(int in, int out) {
            return new Bottleneck(0.01, false, new Unit(in, in / 4, true, Window.square(3)),
                    new Unit(in / 4, in / 4, true, Window.square(3)),
                    new Unit(in / 4, out, true, Window.square(1)));
        }

        private static Bottleneck around(int in, int out, double drop, Window... middle) {
            return new Bottleneck(drop, true, new Unit(in, in / 4, true, Window.square(1)),
                    new Unit(in / 4, in / 4, true, middle), new Unit(in / 4, out, true, Window.square(1)));
        }

        Tensor side(Tensor x, boolean training) {
            for (Unit unit : units) {
                x = unit.forward(x);
            }
            return dropout(x, drop, training);
        }

        Tensor forward(Tensor x, boolean training) { return forward(x, main.to(x), training); }

        /// The sum of the side path and `beside`, whose missing channels count as zero.
        Tensor forward(Tensor x, Tensor beside, boolean training) {
            if (!joins) throw new IllegalStateException("an open bottleneck has no main path");
            Tensor side = side(x, training);
            long missing = side.size(1) - beside.size(1);
            Tensor wide = missing == 0 ? beside : constant_pad_nd(beside, 0, 0, 0, 0, 0, missing);
            return rectify.of(wide.add(side));
        }
    }
}
