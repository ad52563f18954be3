package io.github.edgewise.export;

import io.github.edgewise.Version;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.prepare.Preparation;
import java.util.Locale;

/// The text in a package of bioimage.io: what the model is, how to use it, and how it was validated.
///
/// @param difference the largest one of a probability from the training engine
record BioimageioReadme(About about, ModelMetadata metadata, double difference) {
    String text() {
        ModelDescription description = metadata.description();
        return """
                # %s

                %s

                Network: `%s`%s. Input: %d channel(s). Classes: %s.

                ## Tiles and normalisation
                The same network gives other results with other tiles, or another normalisation.

                - Use tiles of the size of the training patch, %s voxels, which overlap by half. Larger tiles
                  may do; smaller ones and single large images often give worse results.
                - Normalise over the whole image before it is cut into tiles%s. Programs that normalise
                  every tile by itself give other results.
                %s- The results of Edgewise itself come from its own runtime, which does all of this: `edgewise export
                  RUN -o model.onnx`, then `edgewise predict model.onnx images -o masks`, or the command *Segment
                  with Edgewise Model* in Fiji.

                ## Validation
                The files in this package were run before it was written. Their probabilities were compared
                with those of the training engine in float32: on random images of one patch and of one that is
                a step larger along every axis, and on the test input. The largest difference is %s.

                Edgewise %s; training engine PyTorch %s; ONNX operator set 17, run by ONNX Runtime.

                How good the model is has to be validated on images of your own, against masks drawn by
                experts.%s

                ## Files
                `network.onnx`%s: prepared images in, probabilities out. `test_input.npy` is a synthetic
                image before it is normalised, `test_output.npy` its probabilities.
                %s"""
                .formatted(about.name(),
                        about.description().isEmpty()
                                ? "A model for semantic segmentation, trained "
                                        + "with Edgewise."
                                : about.description(),
                        metadata.network(),
                        metadata.networks() == 1
                                ? ""
                                : ", " + metadata.networks() + " networks whose probabilities are averaged",
                        description.channels(), classes(), description.patch(),
                        isFixed() ? "; here with fixed numbers, so the order does not matter" : "",
                        preparation(description.preparation()),
                        String.format(Locale.ROOT, "%.1e", difference), Version.current(), Engine.version(),
                        metadata.post().isNone()
                                ? ""
                                : " Edgewise changes label maps of this model afterwards (`"
                                        + metadata.post().text() + "`); other programs do not.",
                        metadata.networks() == 1 ? " (ONNX) and `weights.pt` (TorchScript)" : " (ONNX)",
                        licence());
    }

    private boolean isFixed() {
        return metadata.description().preparation().channels().stream()
                .allMatch(n -> n.of() == io.github.edgewise.prepare.Normalisation.Of.DATA_SET);
    }

    private String classes() {
        return String.join(", ", BioimageioDescription.classNames(metadata).stream()
                .map(name -> "`" + name + "`").toList());
    }

    /// What no reader does by itself.
    private String preparation(Preparation preparation) {
        var lines = new StringBuilder();
        var w = preparation.spacing();
        boolean isFlat = metadata.description().patch().axes() == 2;
        if (preparation.crops()) {
            lines.append(
                    "- Cut images down to the box around all values that are not 0, before they are normalised.\n");
        }
        switch (preparation.resampling()) {
            case ALL ->
                lines.append("- Resample images to ").append(isFlat ? "" : w.z() + " x ").append(w.y())
                        .append(" x ").append(w.x()).append(isFlat ? " mm (y, x).\n" : " mm (z, y, x).\n");
            case IN_PLANE -> lines.append("- Resample rows and columns to ").append(w.y()).append(" x ")
                    .append(w.x()).append(" mm (y, x).\n");
            case NONE -> {
            }
        }
        if (preparation.size() > 0) {
            lines.append("- Resize images to ").append(preparation.size()).append(" rows and columns.\n");
        }
        if (!preparation.orientation().isEmpty()) {
            lines.append("- The axes x, y, z of volumes have the directions ")
                    .append(preparation.orientation())
                    .append(".\n");
        }
        return lines.toString();
    }

    private String licence() {
        if (about.licence().isEmpty()) return "";
        return "\n## Licence\n" + about.licence()
                + (about.licenceText().isEmpty() ? "\n" : ", see `LICENSE`.\n");
    }
}
