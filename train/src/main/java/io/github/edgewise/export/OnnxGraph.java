package io.github.edgewise.export;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Ops;
import io.github.edgewise.volume.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Networks written down as nodes of an ONNX graph (operator set 17). An image is the name of its tensor.
///
/// The nodes of several networks may stand in one graph: each has its own prefix of names.
final class OnnxGraph implements Ops<String> {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;

    /// How convolutions are written down.
    @FunctionalInterface
    interface Convolutions {
        /// What a convolution makes of `x`.
        String of(OnnxGraph graph, Layer.Convolution layer, String x);
    }

    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<ProtoMessage> weights = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final boolean half;
    private final Convolutions convolutions;
    private int axes = 2;
    private String prefix = "";
    private StateDict state = new StateDict("no network", Map.of());

    /// @param half whether weights are stored as float16; sums are float32 all the same
    OnnxGraph(boolean half) { this(half, OnnxGraph::convolution); }

    /// @param half as above
    /// @param convolutions writes each of them
    OnnxGraph(boolean half, Convolutions convolutions) {
        this.half = half;
        this.convolutions = convolutions;
    }

    /// The next network's nodes follow.
    ///
    /// @param axesOfImages 2 or 3
    /// @param namePrefix of all its tensors
    /// @param weightsOfNetwork by name
    void begin(int axesOfImages, String namePrefix, StateDict weightsOfNetwork) {
        axes = axesOfImages;
        prefix = namePrefix;
        state = weightsOfNetwork;
    }

    /// Adds a node of one output.
    String node(String type, List<String> inputs, Attribute... attributes) {
        return node(type, inputs, 1, attributes).getFirst();
    }

    /// Adds a node of several outputs.
    List<String> node(String type, List<String> inputs, int outputs, Attribute... attributes) {
        var made = new ArrayList<String>();
        for (int i = 0; i < outputs; i++) {
            made.add(prefix + type.toLowerCase(Locale.ROOT) + "_" + nodes.size() + (i == 0 ? "" : "_" + i));
        }
        add(type, inputs, made, attributes);
        return made;
    }

    /// Adds a node whose output has this name.
    void named(String output, String type, List<String> inputs, Attribute... attributes) {
        add(type, inputs, List.of(output), attributes);
    }

    private void add(String type, List<String> inputs, List<String> outputs, Attribute... attributes) {
        var node = new ProtoMessage().texts(1, inputs).texts(2, outputs).text(3, type + "_" + nodes.size())
                .text(4, type);
        for (Attribute each : attributes) {
            node.message(5, each.message());
        }
        nodes.add(node);
    }

    /// An attribute of a node.
    record Attribute(ProtoMessage message) {
        static Attribute of(String name, long value) {
            return new Attribute(new ProtoMessage().text(1, name).number(3, value).number(20, 2));
        }

        static Attribute of(String name, double value) {
            return new Attribute(new ProtoMessage().text(1, name).real(2, (float) value).number(20, 1));
        }

        static Attribute of(String name, String value) {
            return new Attribute(new ProtoMessage().text(1, name).text(4, value).number(20, 3));
        }

        static Attribute of(String name, long... values) {
            return new Attribute(new ProtoMessage().text(1, name)
                    .numbers(8, Arrays.stream(values).boxed().toList()).number(20, 7));
        }
    }

    /// A tensor of whole numbers.
    String constant(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return stored(name, INT64, new long[]{values.length}, raw.array());
    }

    /// A tensor of float numbers.
    String constant(String name, long[] shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return stored(name, FLOAT, shape, raw.array());
    }

    /// One double number.
    String scalar(String name, double value) {
        ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
        return stored(name, DOUBLE, new long[0], raw.array());
    }

    /// A tensor of any type, once per name.
    ///
    /// @param type its number in the format
    /// @param raw its bytes, little end first
    String stored(String name, int type, long[] shape, byte[] raw) {
        if (names.add(name)) {
            weights.add(new ProtoMessage().numbers(1, Arrays.stream(shape).boxed().toList()).number(2, type)
                    .text(8, name).bytes(9, raw));
        }
        return name;
    }

    /// A weight of a layer, such as `down0.conv1` and `weight`.
    private String weight(String layer, String which) {
        return weight(layer, which, Tensors.shape(tensor(layer, which)));
    }

    /// The name of a layer in the graph, which holds those of several networks.
    String name(Layer layer) { return prefix + layer.name(); }

    /// Weights of a layer as they were trained.
    Tensor tensor(String layer, String which) {
        Tensor tensor = state.tensors().get(layer + "." + which);
        if (tensor == null) throw new IllegalStateException("there is no weight " + layer + "." + which);
        return tensor;
    }

    private String weight(String layer, String which, long[] shape) {
        float[] values = Tensors.floats(tensor(layer, which));
        String name = prefix + layer + "." + which;
        if (!half || shape.length < 3) return constant(name, shape, values);
        ByteBuffer raw = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putShort(Float.floatToFloat16(value));
        }
        return node("Cast", List.of(stored(name, FLOAT16, shape, raw.array())), Attribute.of("to", FLOAT));
    }

    private List<String> with(String x, String layer, boolean bias, String... which) {
        var inputs = new ArrayList<>(List.of(x));
        for (String each : which) {
            inputs.add(weight(layer, each));
        }
        if (bias) inputs.add(weight(layer, "bias"));
        return inputs;
    }

    @Override
    public String of(Layer layer, String x) {
        return switch (layer) {
            case Layer.Convolution c -> convolutions.of(this, c, x);
            case Layer.TransposedConvolution c -> node("ConvTranspose", with(x, c.name(), true, "weight"),
                    Attribute.of("kernel_shape", c.stride().along(axes)),
                    Attribute.of("strides", c.stride().along(axes)));
            case Layer.InstanceNorm n -> node("InstanceNormalization", with(x, n.name(), true, "weight"),
                    Attribute.of("epsilon", Layer.EPSILON));
            case Layer.BatchNorm n -> node("BatchNormalization",
                    with(x, n.name(), false, "weight", "bias", "running_mean", "running_var"),
                    Attribute.of("epsilon", Layer.EPSILON));
            case Layer.Prelu p -> {
                long[] each = LongStream.concat(LongStream.of(1), Arrays.stream(Size.ONE.along(axes)))
                        .toArray();
                yield node("PRelu", List.of(x, weight(p.name(), "weight", each)));
            }
        };
    }

    /// A convolution with the weights as they are stored.
    String convolution(Layer.Convolution c, String x) {
        return convolution(c, with(x, c.name(), c.bias(), "weight"));
    }

    /// A convolution of image, weights and bias, or of image and weights.
    String convolution(Layer.Convolution c, List<String> inputs) {
        return node("Conv", inputs, Attribute.of("kernel_shape", c.kernel().along(axes)),
                Attribute.of("strides", c.stride().along(axes)), Attribute.of("pads", twice(c.padding())),
                Attribute.of("dilations", c.dilation().along(axes)));
    }

    private static long[] twice(long[] padding) {
        long[] both = Arrays.copyOf(padding, 2 * padding.length);
        System.arraycopy(padding, 0, both, padding.length, padding.length);
        return both;
    }

    @Override
    public String leaky(String x, double slope) {
        return node("LeakyRelu", List.of(x), Attribute.of("alpha", slope));
    }

    @Override
    public String add(String one, String other) { return node("Add", List.of(one, other)); }

    @Override
    public String cat(String one, String other) {
        return node("Concat", List.of(one, other), Attribute.of("axis", 1));
    }

    @Override
    public String maxPool(String x, Size block) { return node("MaxPool", List.of(x), blocks(block)); }

    @Override
    public String averagePool(String x, Size block) { return node("AveragePool", List.of(x), blocks(block)); }

    private Attribute[] blocks(Size block) {
        return new Attribute[]{Attribute.of("kernel_shape", block.along(axes)),
            Attribute.of("strides", block.along(axes))};
    }

    /// The places are counted through the whole tensor, and MaxUnpool reads them so.
    @Override
    public Pooled<String> pooled(String x) {
        List<String> both = node("MaxPool", List.of(x), 2, blocks(new Size(1, 2, 2)));
        return new Pooled<>(both.getFirst(), both.getLast());
    }

    @Override
    public String unpooled(String x, Pooled<String> pooled, String like) {
        return node("MaxUnpool", List.of(x, pooled.places()), blocks(new Size(1, 2, 2)));
    }

    @Override
    public String doubled(String x) {
        String scales = constant("double", new long[]{4}, 1, 1, 2, 2);
        return node("Resize", List.of(x, "", scales), Attribute.of("mode", "nearest"),
                Attribute.of("coordinate_transformation_mode", "asymmetric"),
                Attribute.of("nearest_mode", "floor"));
    }

    @Override
    public String widened(String x, int more) {
        long[] pads = new long[2 * (axes + 2)];
        pads[axes + 3] = more; // at the end of the channels
        return node("Pad", List.of(x, constant("widen_" + axes + "_" + more, pads)),
                Attribute.of("mode", "constant"));
    }

    @Override
    public String dropout(String x, double share) { return x; }

    /// An output of float numbers of any shape.
    static ProtoMessage output(String name) {
        return new ProtoMessage().text(1, name).message(2,
                new ProtoMessage().message(1, new ProtoMessage().number(1, FLOAT)));
    }

    /// The graph as a message.
    ///
    /// @param inputs and outputs, see [#tensor]
    ProtoMessage message(List<ProtoMessage> inputs, List<ProtoMessage> outputs) {
        var graph = new ProtoMessage();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, "network");
        weights.forEach(weight -> graph.message(5, weight));
        inputs.forEach(each -> graph.message(11, each));
        outputs.forEach(each -> graph.message(12, each));
        return graph;
    }

    /// An input or output of float numbers with free batch and image size.
    static ProtoMessage tensor(String name, int channels, int axes) {
        var shape = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"))
                .message(1, new ProtoMessage().number(1, channels));
        List.of("depth", "height", "width").subList(3 - axes, 3)
                .forEach(axis -> shape.message(1, new ProtoMessage().text(2, axis)));
        return new ProtoMessage().text(1, name).message(2,
                new ProtoMessage().message(1, new ProtoMessage().number(1, FLOAT).message(2, shape)));
    }
}
