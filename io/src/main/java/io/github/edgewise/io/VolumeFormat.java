package io.github.edgewise.io;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A file format for images.
///
/// To add one, write a class like [Nifti], its test, and a line in [Volumes].
interface VolumeFormat {
    /// The endings of its file names, such as `.nii.gz`, in small letters, the longest first.
    List<String> extensions();

    /// The image in a file, its values as stored.
    Volume read(Path file) throws IOException;

    /// Writes an image.
    void write(Path file, Volume volume) throws IOException;

    /// Writes a label map.
    void write(Path file, LabelMap labels) throws IOException;
}
