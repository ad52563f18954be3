package io.github.edgewise.predict;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// Segments cases into label maps in a folder, each on the grid of its image and in its format.
///
/// @param networks one or several, whose probabilities are averaged
/// @param folder made where it does not exist
/// @param keepsProbabilities whether `NAME_probabilities.nii.gz` is written too, a channel per class
public record PredictionFolder(Ensemble networks, Path folder, boolean keepsProbabilities) {
    /// Segments a case and writes its label map.
    ///
    /// @return the file of the label map: `.png` for JPEG, `.nii.gz` for DICOM, else of the image's format
    /// @throws IOException where the image cannot be read or the label map not be written
    public Path segment(Case one) throws IOException {
        Path like = one.images().getFirst();
        Volume probabilities = networks.probabilities(one.image());
        Path file = folder.resolve(one.name() + extension(like));
        Volumes.write(file, LabelMap.mostProbable(probabilities), like);
        if (keepsProbabilities) {
            Volumes.write(folder.resolve(one.name() + "_probabilities.nii.gz"), probabilities, like);
        }
        return file;
    }

    private static String extension(Path image) {
        String extension = Volumes.extension(image).orElse(".nii.gz");
        return switch (extension.toLowerCase(Locale.ROOT)) {
            case ".jpg", ".jpeg" -> ".png";
            case ".dcm", ".dicom", ".ima" -> ".nii.gz";
            default -> extension;
        };
    }
}
