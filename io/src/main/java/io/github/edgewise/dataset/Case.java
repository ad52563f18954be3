package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One image of a data set and, for training, its mask.
///
/// @param name unique in the data set
/// @param patient the patient; all cases of a patient are in the same part of a split
/// @param images one file per channel; a single colour file gives three channels
/// @param mask the file of its label map, if there is one
/// @param rule the meaning of the mask's values
public record Case(String name, String patient, List<Path> images, Optional<Path> mask, LabelRule rule) {
    public Case {
        images = List.copyOf(images);
    }

    /// A case without a mask that belongs to a patient of its own.
    public static Case unlabelled(String name, List<Path> images) {
        return new Case(name, name, images, Optional.empty(), LabelRule.AS_STORED);
    }

    /// The image with all its channels.
    ///
    /// @throws IOException where a file cannot be read or the channels differ in size
    public Volume image() throws IOException {
        var parts = new ArrayList<Volume>();
        int length = 0;
        for (Path file : images) {
            Volume part = Volumes.read(file);
            Shape first = parts.isEmpty() ? part.grid().shape() : parts.getFirst().grid().shape();
            if (!part.grid().shape().equals(first)) {
                throw new IOException(
                        "the channels of a case must have the same size, but " + images.getFirst() + " has "
                                + first + " voxels and " + file + " has " + part.grid().shape());
            }
            parts.add(part);
            length += part.values().length;
        }
        float[] all = new float[length];
        int at = 0;
        for (Volume part : parts) {
            System.arraycopy(part.values(), 0, all, at, part.values().length);
            at += part.values().length;
        }
        return new Volume(parts.getFirst().grid(), all);
    }

    /// The label map, on the grid of its image.
    ///
    /// @param classes the number of classes, including the background
    /// @throws IOException where there is no mask, a label is not one of the classes, or the sizes differ
    public LabelMap labels(int classes, Volume image) throws IOException {
        return on(image, Volumes.readLabels(maskFile(), classes, rule));
    }

    /// The label map with as many classes as the mask has.
    public LabelMap labels(Volume image) throws IOException {
        return on(image, Volumes.readLabels(maskFile(), rule));
    }

    private Path maskFile() throws IOException {
        return mask.orElseThrow(() -> new IOException("case " + name + " has no mask"));
    }

    private LabelMap on(Volume image, LabelMap labels) throws IOException {
        Shape expected = image.grid().shape();
        Shape came = labels.grid().shape();
        if (!came.equals(expected)) {
            throw new IOException(
                    "image " + images.getFirst() + " has " + expected + " voxels, but its mask " + maskFile()
                            + " has " + came + "; resample one of them");
        }
        return labels.on(image.grid());
    }
}
