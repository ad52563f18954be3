package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.export.OnnxGraph.Attribute;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Topology;
import io.github.edgewise.predict.ModelMetadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/// Networks as one ONNX file (IR version 8, operator set 17) that needs no other file.
///
/// The input `images` has the shape `[B, C, D, H, W]`, without D for 2-D networks: images that are prepared
/// as the metadata says. B, D, H and W are free; the size is a multiple of the network's stride. The output
/// `probabilities` has the shape `[B, K, D, H, W]`: the softmax, of several networks the mean. The outputs
/// `logits`, `logits1` and so on are those of each network before the softmax.
final class OnnxFile {
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 17;

    private OnnxFile() {}

    /// Writes a file.
    ///
    /// @param networks of equal channels, classes and axes
    /// @param withLogits whether the logits are outputs too; some programs take files of one output only
    /// @throws InvalidInputException where a network is not written over [io.github.edgewise.net.Ops]
    static void write(Path file, List<Model> networks, ModelMetadata metadata, boolean half,
            boolean withLogits) throws IOException {
        int axes = metadata.description().patch().axes();
        int classes = metadata.description().classes();
        var graph = new OnnxGraph(half);
        var outputs = new ArrayList<ProtoMessage>();
        outputs.add(OnnxGraph.tensor("probabilities", classes, axes));
        var softmaxes = new ArrayList<String>();
        try (var _ = new PointerScope()) {
            for (int i = 0; i < networks.size(); i++) {
                String logits = i == 0 ? "logits" : "logits" + i;
                String softmax = networks.size() == 1 ? "probabilities" : "probabilities" + i;
                graph.begin(axes, networks.size() == 1 ? "" : "network" + i + ".", StateDict.of(networks.get(i)));
                graph.named(logits, "Identity", List.of(topology(networks.get(i)).logits(graph, "images")));
                graph.named(softmax, "Softmax", List.of(logits), Attribute.of("axis", 1));
                softmaxes.add(softmax);
                if (withLogits) outputs.add(OnnxGraph.tensor(logits, classes, axes));
            }
        }
        if (networks.size() > 1) graph.named("probabilities", "Mean", softmaxes);
        var message = new ProtoMessage().number(1, IR_VERSION).text(2, "Edgewise").text(3, Version.current())
                .message(7, graph.message(
                        List.of(OnnxGraph.tensor("images", metadata.description().channels(), axes)), outputs))
                .message(8, new ProtoMessage().text(1, "").number(2, OPERATORS));
        metadata.properties()
                .forEach((key, value) -> message.message(14, new ProtoMessage().text(1, key).text(2, value)));
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(message.bytes());
        }
    }

    static Topology topology(Model network) {
        return network.topology().orElseThrow(() -> new InvalidInputException(
                "this network cannot be exported, because it is not written over the operations of Ops"));
    }
}
