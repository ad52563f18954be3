package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.engine.Computation;
import io.github.edgewise.export.OnnxGraph.Attribute;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Topology;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;

/// Networks as one ONNX file (IR version 8, operator set 17) that needs no other file.
///
/// The input `images` has the shape `[B, C, D, H, W]`, without D for 2-D networks: images that are prepared
/// as the metadata says. B, D, H and W are free; the size is a multiple of the network's stride. The output
/// `probabilities` has the shape `[B, K, D, H, W]`: the softmax, of several networks the mean. The outputs
/// `logits`, `logits1` and so on are those of each network before the softmax.
public final class OnnxFile {
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 17;

    private OnnxFile() {}

    /// Writes a file, see [#bytes].
    static void write(Path file, List<Model> networks, ModelMetadata metadata, boolean half,
            boolean withLogits) throws IOException {
        Files.write(file, bytes(networks, metadata.description(), metadata.properties(), half, withLogits));
    }

    /// A network of the training engine, computed by ONNX Runtime in float32. With one 2-D network it was
    /// 2.7 to 4.6 times as fast as the engine in float32, files and start included. The network
    /// itself is not needed any more.
    ///
    /// @param threads of one computation
    /// @throws IOException where ONNX Runtime has no build for this system
    /// @throws InvalidInputException where the network is not written over [io.github.edgewise.net.Ops]
    public static PatchLogits inOnnxRuntime(Model network, ModelDescription description, int threads)
            throws IOException {
        PatchLogits opened = OnnxNetworks.open(
                bytes(List.of(network), description, Map.of(), false, true), "the network", threads)
                .network(0, network.stride());
        return new PatchLogits() {
            @Override
            public float[] logits(float[] patches, int batch, Shape patch) {
                try (var _ = Computation.begin()) { // a process ends as it does with the training engine
                    return opened.logits(patches, batch, patch);
                }
            }

            @Override
            public Size stride() { return opened.stride(); }

            @Override
            public void close() { opened.close(); }
        };
    }

    /// The bytes of a file.
    ///
    /// @param networks of equal channels, classes and axes
    /// @param withLogits whether the logits are outputs too; some programs take files of one output only
    /// @throws InvalidInputException where a network is not written over [io.github.edgewise.net.Ops]
    private static byte[] bytes(List<Model> networks, ModelDescription description,
            Map<String, String> properties, boolean half, boolean withLogits) {
        int axes = description.patch().axes();
        int classes = description.classes();
        var graph = new OnnxGraph(half);
        var outputs = new ArrayList<ProtoMessage>();
        outputs.add(OnnxGraph.tensor("probabilities", classes, axes));
        var softmaxes = new ArrayList<String>();
        try (var _ = new PointerScope()) {
            for (int i = 0; i < networks.size(); i++) {
                String logits = i == 0 ? "logits" : "logits" + i;
                String softmax = networks.size() == 1 ? "probabilities" : "probabilities" + i;
                graph.begin(axes, networks.size() == 1 ? "" : "network" + i + ".",
                        StateDict.of(networks.get(i)));
                graph.named(logits, "Identity", List.of(topology(networks.get(i)).logits(graph, "images")));
                graph.named(softmax, "Softmax", List.of(logits), Attribute.of("axis", 1));
                softmaxes.add(softmax);
                if (withLogits) outputs.add(OnnxGraph.tensor(logits, classes, axes));
            }
        }
        if (networks.size() > 1) graph.named("probabilities", "Mean", softmaxes);
        var message = new ProtoMessage().number(1, IR_VERSION).text(2, "Edgewise").text(3, Version.current())
                .message(7, graph.message(
                        List.of(OnnxGraph.tensor("images", description.channels(), axes)), outputs))
                .message(8, new ProtoMessage().text(1, "").number(2, OPERATORS));
        properties
                .forEach((key, value) -> message.message(14, new ProtoMessage().text(1, key).text(2, value)));
        return message.bytes();
    }

    static Topology topology(Model network) {
        return network.topology().orElseThrow(() -> new InvalidInputException(
                "this network cannot be exported, because it is not written over the operations of Ops"));
    }
}
