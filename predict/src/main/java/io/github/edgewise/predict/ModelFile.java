package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A trained model in one ONNX file, as `edgewise export RUN -o net.onnx` writes it. It needs ONNX Runtime
/// and no training engine:
///
///     try (Ensemble model = ModelFile.open(Path.of("net.onnx"))) {
///         LabelMap labels = model.segment(Volumes.read(Path.of("scan.nii.gz")));
///         Volumes.write(Path.of("mask.nii.gz"), labels, Path.of("scan.nii.gz"));
///     }
///
/// The labels equal those of `edgewise predict RUN` in float32, except where two classes are equally probable
/// to within rounding. Images are prepared, cut into windows, blended and brought back to their grid in the
/// same way. Another program that reads the file has to do that itself; with other windows or another
/// normalisation, the same network gives other results.
///
/// @param file the file
/// @param metadata what it says about its networks
public record ModelFile(Path file, ModelMetadata metadata) {
    /// The networks of a file, with all processors.
    ///
    /// @throws IOException where the file does not exist, is no ONNX model, or was not written by
    ///     `edgewise export`
    public static Ensemble open(Path file) throws IOException {
        return open(file, Runtime.getRuntime().availableProcessors());
    }

    /// The networks of a file.
    ///
    /// @param threads of one computation, at least 1
    /// @throws IOException as [#open(Path)]
    public static Ensemble open(Path file, int threads) throws IOException {
        OnnxNetworks networks = OnnxNetworks.open(file, threads);
        ModelMetadata metadata;
        try {
            metadata = metadata(file, networks.properties());
            if (metadata.input() == ModelMetadata.Input.RAW) {
                throw new IOException(file + " normalises images itself, for other programs (--input raw); "
                        + "for Edgewise use a file of edgewise export RUN -o FILE.onnx without that option");
            }
            if (!networks.has(OnnxNetworks.LOGITS)) {
                throw new IOException(file + " is made for other programs and gives probabilities alone; use "
                        + "the file of edgewise export RUN -o FILE.onnx");
            }
        } catch (IOException e) {
            networks.close();
            throw e;
        }
        Map<String, Segmenter> members = new LinkedHashMap<>();
        for (int i = 0; i < metadata.networks(); i++) {
            String name = metadata.networks() == 1
                    ? file.toString()
                    : file + " (network " + (i + 1) + " of " + metadata.networks() + ")";
            members.put(name, new Segmenter(networks.network(i, metadata.stride()), metadata.description(),
                    SlidingWindow.OVERLAP));
        }
        return new Ensemble(members).with(metadata.post());
    }

    /// What a file says about its networks.
    ///
    /// @throws IOException as [#open(Path)]
    public static ModelFile describe(Path file) throws IOException {
        OnnxNetworks networks = OnnxNetworks.open(file, 1);
        try {
            return new ModelFile(file, metadata(file, networks.properties()));
        } finally {
            networks.close();
        }
    }

    private static ModelMetadata metadata(Path file, Map<String, String> properties) throws IOException {
        if (!ModelMetadata.isIn(properties)) {
            throw new IOException(file + " is a model in ONNX, but does not say how images are prepared for "
                    + "it; use a file of edgewise export");
        }
        try {
            return ModelMetadata.of(properties);
        } catch (InvalidInputException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
