package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.file.WholeFolder;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.Networks;
import io.github.edgewise.predict.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A bundle of MONAI: a folder with a network, its weights and how images are prepared for it.
///
/// The plain U-Net becomes MONAI's `DynUNet` with a state dict. Of other networks the bundle loads the
/// TorchScript file.
///
/// @param network the network
/// @param about what people say about it
record MonaiBundle(Model network, ModelMetadata metadata, About about) {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final String NO_LICENCE = "No licence was given for this model. Ask its authors before you use it.\n";

    /// Writes the bundle and runs its ONNX and TorchScript files.
    ///
    /// @param target a folder that is missing or empty
    /// @return the largest difference of a probability from the training engine
    /// @throws IOException where the folder is not empty or cannot be written, or a network differs too much
    /// @throws InvalidInputException where MONAI's transforms cannot prepare the images
    double write(Path target) throws IOException {
        WholeFolder.requireEmpty(target);
        Optional<DynUnetNames> names = DynUnetNames.of(Networks.parse(metadata.network()),
                OnnxFile.topology(network));
        var settings = new MonaiSettings(metadata, about, names.map(DynUnetNames::arguments));
        String inference = JSON.writeValueAsString(settings.inference());
        var exact = OutputComparison.of(List.of(network), metadata);
        var difference = new double[1];
        WholeFolder.fill(target, folder -> {
            Path models = Files.createDirectory(folder.resolve("models"));
            Path onnx = models.resolve("model.onnx");
            OnnxFile.write(onnx, List.of(network), metadata, true);
            Path script = models.resolve("model.ts");
            ScriptFile.of(network, false).save(script);
            difference[0] = OutputComparison
                    .required(Math.max(exact.fromOnnx(onnx), exact.fromTorchScript(script)), target);
            if (names.isPresent()) writeWeights(models.resolve("model.pt"), names.get());
            Path configs = Files.createDirectory(folder.resolve("configs"));
            Files.writeString(configs.resolve("metadata.json"),
                    JSON.writeValueAsString(settings.contents()) + "\n");
            Files.writeString(configs.resolve("inference.json"), inference + "\n");
            Path docs = Files.createDirectory(folder.resolve("docs"));
            Files.writeString(docs.resolve("README.md"), readme(names.isPresent()));
            String licence = about.licenceText().isEmpty()
                    ? about.licence().isEmpty() ? NO_LICENCE : about.licence() + "\n"
                    : about.licenceText() + "\n";
            Files.writeString(folder.resolve("LICENSE"), licence);
            Files.writeString(docs.resolve("license.txt"), licence);
        });
        return difference[0];
    }

    private void writeWeights(Path file, DynUnetNames names) throws IOException {
        try (var _ = new PointerScope()) {
            Map<String, Tensor> renamed = new LinkedHashMap<>();
            StateDict.of(network).tensors()
                    .forEach((name, tensor) -> names.of(name).forEach(each -> renamed.put(each, tensor)));
            new StateDict("the network", renamed).write(file);
        }
    }

    private String readme(boolean isDynUnet) {
        return """
                # %s

                %s

                Written by Edgewise %s. %s

                Windows have %s voxels in the order %s, overlap by half and are blended with a Gaussian. The
                configuration prepares images with MONAI's transforms, which differ from Edgewise's in details, above
                all where images are resampled. The results of Edgewise itself come from `edgewise predict`.
                """
                .formatted(about.name(), about.description(), Version.current(), isDynUnet
                        ? "The network is MONAI's `DynUNet`; `models/model.pt` holds its state dict."
                        : "MONAI has no class for the network `" + metadata.network()
                                + "`; the bundle loads `models/model.ts` (TorchScript) instead, and has no `model.pt`.",
                        metadata.description().patch(),
                        metadata.description().patch().axes() == 2 ? "y, x" : "z, y, x");
    }
}
