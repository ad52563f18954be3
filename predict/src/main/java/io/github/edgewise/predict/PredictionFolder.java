package io.github.edgewise.predict;

import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// Segments cases and writes their label maps into a folder. Each label map is on the grid of its image and
/// in the format of its image.
///
/// @param networks one or several networks; the mean of their probabilities is used
/// @param folder created if it does not exist
/// @param keepsProbabilities whether to write `NAME_probabilities.nii.gz` too, with one channel per class
public record PredictionFolder(Ensemble networks, Path folder, boolean keepsProbabilities) {
    /// Segments a case and writes its label map.
    ///
    /// @return the file of the label map: `.png` for JPEG, GIF and BMP, `.nii.gz` for DICOM, otherwise in the
    ///     format of the image
    /// @throws IOException where the image cannot be read, or the label map cannot be written
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
            case ".jpg", ".jpeg", ".gif", ".bmp" -> ".png";
            case ".dcm", ".dicom", ".ima" -> ".nii.gz";
            default -> extension;
        };
    }
}
