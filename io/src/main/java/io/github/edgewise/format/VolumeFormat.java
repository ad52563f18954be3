package io.github.edgewise.format;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file format for images.
///
/// To add one, write a class like [Nifti], its test, and a line in [Volumes]; one of your own outside of this project
/// is found as a service ([java.util.ServiceLoader]). Whatever the bytes of a file
/// are, `read` gives an image or an [IOException] with a message `<file>: what was expected, what came`; it
/// takes no more memory than the file can fill ([FileBytes] sees to that) and catches what foreign decoders
/// throw.
public interface VolumeFormat {
    /// The endings of its file names, such as `.nii.gz`, in small letters, the longest first.
    List<String> extensions();

    /// Endings of files that go with another one, such as the voxels beside a header. They can be named, but
    /// folders are not searched for them.
    default List<String> companions() { return List.of(); }

    /// True where the first bytes are those of this format.
    ///
    /// @param head up to 1024 bytes, decompressed where the file is compressed with gzip
    /// @param file for what bytes alone do not tell
    boolean recognises(byte[] head, Path file);

    /// True where a folder is one image of this format, as a DICOM series is.
    default boolean recognisesFolder(Path folder) throws IOException { return false; }

    /// The image in a file, its values as stored or as the file says to scale them.
    Stored read(Path file) throws IOException;

    /// Writes an image.
    ///
    /// @param type for its values, which it holds; a format that lacks it takes a wider one, or refuses
    /// @param like a file on the same grid, of any format; what a grid does not say is copied from its header
    void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException;

    /// Writes a label map.
    ///
    /// @param like as above
    void write(Path file, LabelMap labels, Optional<Path> like) throws IOException;
}
