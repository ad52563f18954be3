package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.export.OnnxGraph.Attribute;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;

/// The smallest and largest values around the convolutions of a network that can be computed in int8: all but
/// the first one, which sees the image, the head, whose logits decide, and transposed convolutions.
///
/// @param layers by the name of the convolution
record ActivationRanges(Map<String, Around> layers) {
    private static final String RANGES = "ranges";

    ActivationRanges {
        layers = Map.copyOf(layers);
    }

    /// The values before and after a convolution.
    record Around(Range before, Range after) {}

    /// Values from the least to the most.
    record Range(float least, float most) {
        Range and(Range other) {
            return new Range(Math.min(least, other.least), Math.max(most, other.most));
        }
    }

    /// The ranges in some windows.
    ///
    /// @param windows prepared, of the shape of a patch
    /// @param threads of ONNX Runtime
    static ActivationRanges of(Model network, ModelDescription description, List<float[]> windows,
            int threads) throws IOException {
        var observed = new Observed();
        byte[] file = observed.file(network, description);
        var layers = new LinkedHashMap<String, Around>();
        try (PatchLogits ranges = OnnxNetworks.open(file, "the network", threads).output(RANGES)) {
            for (float[] window : windows) {
                float[] found = ranges.logits(window, 1, description.patch());
                for (int i = 0; i < observed.names.size(); i++) {
                    var around = new Around(new Range(found[4 * i], found[4 * i + 1]),
                            new Range(found[4 * i + 2], found[4 * i + 3]));
                    layers.merge(observed.names.get(i), around, (one, other) -> new Around(
                            one.before.and(other.before), one.after.and(other.after)));
                }
            }
        }
        return new ActivationRanges(layers);
    }

    /// A network that gives the ranges of one window instead of logits.
    private static final class Observed implements OnnxGraph.Convolutions {
        private final List<String> names = new ArrayList<>();
        private final List<String> before = new ArrayList<>();
        private final List<String> after = new ArrayList<>();

        @Override
        public String of(OnnxGraph graph, Layer.Convolution layer, String x) {
            String y = graph.convolution(layer, x);
            names.add(layer.name());
            before.add(x);
            after.add(y);
            return y;
        }

        byte[] file(Model network, ModelDescription description) {
            var graph = new OnnxGraph(false, this);
            try (var _ = new PointerScope()) {
                graph.begin(description.patch().axes(), "", StateDict.of(network));
                String logits = OnnxFile.topology(network).logits(graph, OnnxFile.IMAGES);
                forget(OnnxFile.IMAGES, before);
                forget(logits, after);
            }
            if (names.isEmpty()) {
                throw new InvalidInputException("this network has no convolution between its first one and "
                        + "its head, so nothing can be computed in int8; leave out --int8");
            }
            var ends = new ArrayList<String>();
            for (int i = 0; i < names.size(); i++) {
                for (String values : List.of(before.get(i), after.get(i))) {
                    ends.add(graph.node("ReduceMin", List.of(values)));
                    ends.add(graph.node("ReduceMax", List.of(values)));
                }
            }
            graph.named(RANGES, "Concat", ends, Attribute.of("axis", 0));
            return OnnxFile.file(graph, List.of(OnnxFile.images(description)),
                    List.of(OnnxGraph.output(RANGES)), Map.of());
        }

        /// Leaves out the convolutions that read, or make, this tensor.
        private void forget(String tensor, List<String> among) {
            for (int i = names.size() - 1; i >= 0; i--) {
                if (!among.get(i).equals(tensor)) continue;
                names.remove(i);
                before.remove(i);
                after.remove(i);
            }
        }
    }
}
