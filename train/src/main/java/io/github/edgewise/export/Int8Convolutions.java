package io.github.edgewise.export;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.export.ActivationRanges.Around;
import io.github.edgewise.export.ActivationRanges.Range;
import io.github.edgewise.export.OnnxGraph.Attribute;
import io.github.edgewise.net.Layer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Writes convolutions with rounded values: QuantizeLinear and DequantizeLinear around their input and their
/// output, DequantizeLinear behind their weights. Between the two, ONNX Runtime computes with whole numbers
/// of eight bits. With the input alone it was not faster.
///
/// Values before and after a convolution are steps of 1/255 of their range, weights steps of 1/64 of the
/// largest weight of their output channel. Seven bits and not eight, because processors without VNNI add
/// products in pairs of 16 bits: two of 255 x 64 fit, two of 255 x 127 do not, and the file would give other
/// results there.
final class Int8Convolutions implements OnnxGraph.Convolutions {
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int STEPS = 255;
    private static final int LARGEST_WEIGHT = 64;

    private final Map<String, Around> ranges;
    private final Map<String, Rounded> rounded = new HashMap<>();

    /// A tensor whose values are multiples of a step.
    private record Rounded(String name, float step) {}

    /// @param ranges by the name of the convolution in the graph; those that are missing stay as they are
    Int8Convolutions(Map<String, Around> ranges) { this.ranges = Map.copyOf(ranges); }

    @Override
    public String of(OnnxGraph graph, Layer.Convolution layer, String x) {
        Around around = ranges.get(graph.name(layer));
        if (around == null) return graph.convolution(layer, x);
        Rounded from = rounded(graph, x, around.before());
        float[] steps = steps(graph.tensor(layer.name(), "weight"));
        var inputs = new ArrayList<>(List.of(from.name(), weight(graph, layer, steps)));
        if (layer.bias()) inputs.add(bias(graph, layer, steps, from.step()));
        return rounded(graph, graph.convolution(layer, inputs), around.after()).name();
    }

    /// A tensor rounded to one of 256 values; several convolutions may read it, or it is rounded already.
    private Rounded rounded(OnnxGraph graph, String x, Range range) {
        Rounded known = rounded.get(x);
        if (known != null) return known;
        double least = Math.min(0, range.least()); // zeros around an image stay zeros
        double most = Math.max(0, range.most());
        float step = most > least ? (float) ((most - least) / STEPS) : 1;
        byte zero = (byte) Math.clamp(Math.round(-least / step), 0, STEPS);
        String scale = graph.constant(x + "_step", new long[0], step);
        String zeroPoint = graph.stored(x + "_zero", UINT8, new long[0], new byte[]{zero});
        String whole = graph.node("QuantizeLinear", List.of(x, scale, zeroPoint));
        var back = new Rounded(graph.node("DequantizeLinear", List.of(whole, scale, zeroPoint)), step);
        rounded.put(x, back);
        rounded.put(back.name(), back);
        return back;
    }

    /// The step of the weights of each output channel.
    private static float[] steps(Tensor weights) {
        float[] values = Tensors.floats(weights);
        float[] steps = new float[(int) weights.size(0)];
        int each = values.length / steps.length;
        for (int i = 0; i < values.length; i++) {
            steps[i / each] = Math.max(steps[i / each], Math.abs(values[i]) / LARGEST_WEIGHT);
        }
        for (int k = 0; k < steps.length; k++) {
            if (steps[k] == 0) steps[k] = 1; // a channel of zeros
        }
        return steps;
    }

    private static String weight(OnnxGraph graph, Layer.Convolution layer, float[] steps) {
        Tensor weights = graph.tensor(layer.name(), "weight");
        float[] values = Tensors.floats(weights);
        byte[] whole = new byte[values.length];
        int each = values.length / steps.length;
        for (int i = 0; i < values.length; i++) {
            whole[i] = (byte) Math.round(values[i] / steps[i / each]);
        }
        String name = graph.name(layer) + ".weight";
        long[] channels = {steps.length};
        return graph.node("DequantizeLinear",
                List.of(graph.stored(name, INT8, Tensors.shape(weights), whole),
                        graph.constant(name + "_step", channels, steps),
                        graph.stored(name + "_zero", INT8, channels, new byte[steps.length])),
                Attribute.of("axis", 0));
    }

    /// A bias in the steps of the products that it is added to.
    private static String bias(OnnxGraph graph, Layer.Convolution layer, float[] steps, float input) {
        float[] values = Tensors.floats(graph.tensor(layer.name(), "bias"));
        float[] products = steps.clone();
        ByteBuffer whole = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < values.length; k++) {
            products[k] *= input;
            long rounded = Math.round((double) values[k] / products[k]);
            whole.putInt(Math.clamp(rounded, -Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
        String name = graph.name(layer) + ".bias";
        long[] channels = {values.length};
        return graph.node("DequantizeLinear", List.of(graph.stored(name, INT32, channels, whole.array()),
                graph.constant(name + "_step", channels, products)), Attribute.of("axis", 0));
    }
}
