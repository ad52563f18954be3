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
import io.github.edgewise.predict.ModelMetadata.Input;
import io.github.edgewise.predict.ModelMetadata.Weights;
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
/// `logits`, `logits1` and so on are those of each network before the softmax. A file with the input `RAW`
/// takes values as they were read, of any size that [RawInput] allows, and has no logits.
public final class OnnxFile {
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 17;

    /// The input.
    static final String IMAGES = "images";
    /// The output.
    static final String PROBABILITIES = "probabilities";

    private OnnxFile() {}

    /// Writes a file in which the metadata says how weights are stored and what the input is.
    ///
    /// @param withLogits whether the logits are outputs too; some programs take files of one output only
    /// @throws InvalidInputException where a network is not written over [io.github.edgewise.net.Ops]
    static void write(Path file, List<Model> networks, ModelMetadata metadata, boolean withLogits)
            throws IOException {
        Files.write(file, bytes(new OnnxGraph(metadata.weights() == Weights.FLOAT16), networks, metadata,
                withLogits));
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
                bytes(new OnnxGraph(false), List.of(network), description, Map.of(), true), "the network",
                threads)
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

    /// The bytes of a file, see [#write].
    ///
    /// @param graph still empty
    /// @param networks of equal channels, classes and axes
    static byte[] bytes(OnnxGraph graph, List<Model> networks, ModelMetadata metadata, boolean withLogits) {
        ModelDescription description = metadata.description();
        if (metadata.input() == Input.PREPARED) {
            return bytes(graph, networks, description, metadata.properties(), withLogits);
        }
        var raw = new RawInput(description, metadata.stride());
        String padded = "padded_" + PROBABILITIES;
        add(networks, graph, description, raw.prepared(graph, IMAGES), padded);
        raw.crop(graph, padded, PROBABILITIES);
        return file(graph, List.of(images(description)), List.of(probabilities(description)),
                metadata.properties());
    }

    private static byte[] bytes(OnnxGraph graph, List<Model> networks, ModelDescription description,
            Map<String, String> properties, boolean withLogits) {
        add(networks, graph, description, IMAGES, PROBABILITIES);
        var outputs = new ArrayList<ProtoMessage>();
        outputs.add(probabilities(description));
        for (int i = 0; withLogits && i < networks.size(); i++) {
            outputs.add(OnnxGraph.tensor(logits(i), description.classes(), description.patch().axes()));
        }
        return file(graph, List.of(images(description)), outputs, properties);
    }

    /// Adds the nodes of all networks, from prepared images to the mean of the probabilities.
    ///
    /// @param images and probabilities, the names of these tensors
    private static void add(List<Model> networks, OnnxGraph graph, ModelDescription description,
            String images, String probabilities) {
        var softmaxes = new ArrayList<String>();
        int count = networks.size();
        try (var _ = new PointerScope()) {
            for (int i = 0; i < count; i++) {
                Model network = networks.get(i);
                graph.begin(description.patch().axes(), prefix(i, count), StateDict.of(network));
                graph.named(logits(i), "Identity", List.of(topology(network).logits(graph, images)));
                softmaxes.add(count == 1 ? probabilities : probabilities + i);
                graph.named(softmaxes.getLast(), "Softmax", List.of(logits(i)), Attribute.of("axis", 1));
            }
        }
        if (count > 1) graph.named(probabilities, "Mean", softmaxes);
    }

    private static String logits(int network) { return network == 0 ? "logits" : "logits" + network; }

    /// What the names of a network's tensors begin with.
    static String prefix(int network, int networks) {
        return networks == 1 ? "" : "network" + network + ".";
    }

    static ProtoMessage images(ModelDescription description) {
        return OnnxGraph.tensor(IMAGES, description.channels(), description.patch().axes());
    }

    private static ProtoMessage probabilities(ModelDescription description) {
        return OnnxGraph.tensor(PROBABILITIES, description.classes(), description.patch().axes());
    }

    /// The bytes of a file that holds a graph.
    static byte[] file(OnnxGraph graph, List<ProtoMessage> inputs, List<ProtoMessage> outputs,
            Map<String, String> properties) {
        var message = new ProtoMessage().number(1, IR_VERSION).text(2, "Edgewise").text(3, Version.current())
                .message(7, graph.message(inputs, outputs))
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
