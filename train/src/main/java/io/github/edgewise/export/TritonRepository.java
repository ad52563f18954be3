package io.github.edgewise.export;

import io.github.edgewise.file.WholeFolder;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model repository of the Triton Inference Server with one model, version 1. Other servers that load ONNX
/// files read it too.
///
/// @param networks of equal channels, classes and axes
/// @param name of the model; what is no letter or digit becomes `-`
record TritonRepository(List<Model> networks, ModelMetadata metadata, String name) {
    /// Windows of equal size that the server may compute at once.
    private static final int LARGEST_BATCH = 8;

    TritonRepository {
        networks = List.copyOf(networks);
        name = name.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-|-$", "");
    }

    /// Writes the repository and runs the network in it.
    ///
    /// @param target a folder that is missing or empty
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException where the folder is not empty or cannot be written, or the network differs too
    ///     much
    double write(Path target) throws IOException {
        WholeFolder.requireEmpty(target);
        var exact = OutputComparison.of(networks, metadata);
        var difference = new double[1];
        WholeFolder.fill(target, folder -> {
            Path onnx = Files.createDirectories(folder.resolve(name).resolve("1")).resolve("model.onnx");
            OnnxFile.write(onnx, networks, metadata, false);
            difference[0] = OutputComparison.required(exact.fromOnnx(onnx), target);
            Files.writeString(folder.resolve(name).resolve("config.pbtxt"), settings());
            Files.writeString(folder.resolve("README.md"), readme());
        });
        return difference[0];
    }

    private String settings() {
        ModelDescription description = metadata.description();
        String free = ", -1".repeat(description.patch().axes());
        return """
                name: "%s"
                platform: "onnxruntime_onnx"
                max_batch_size: %d
                input [ { name: "images" data_type: TYPE_FP32 dims: [ %d%s ] } ]
                output [ { name: "probabilities" data_type: TYPE_FP32 dims: [ %d%s ] } ]
                dynamic_batching { }
                """.formatted(name, LARGEST_BATCH, description.channels(), free, description.classes(), free);
    }

    private String readme() {
        return """
                Start the server with this folder as its `--model-repository`; the model is `%s`.
                It takes windows that are prepared (see the properties of `model.onnx`), multiples of %s voxels, best %s.
                Cutting images into windows and blending them is up to the client; `edgewise predict` does all of it.
                """
                .formatted(name, metadata.stride(), metadata.description().patch());
    }
}
