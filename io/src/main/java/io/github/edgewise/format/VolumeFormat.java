package io.github.edgewise.format;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file format for images.
///
/// To add one, write a class like [Nifti], its test, and a line in [Volumes]; one of your own outside of
/// this project is found as a service ([java.util.ServiceLoader]). Whatever the bytes of a file
/// are, `read` gives an image or an [IOException] with a message `<file>: what was expected, what came`; it
/// takes no more memory than the file can fill ([FileBytes] sees to that) and catches what foreign decoders
/// throw.
public interface VolumeFormat {
    /// The endings of its file names in lower case, such as `.nii.gz`, the longest first.
    List<String> extensions();

    /// The endings of files that belong to another file, such as the voxels of a separate header. Users can
    /// name such a file, but folders are not searched for them.
    default List<String> companions() { return List.of(); }

    /// True if the first bytes are those of this format.
    ///
    /// @param head up to 1024 bytes, decompressed if the file is compressed with gzip
    /// @param file used if the bytes alone do not decide
    boolean recognises(byte[] head, Path file);

    /// The ending for a file of this format whose name says nothing, from [#extensions()].
    ///
    /// @param head its first bytes, as above
    /// @param isCompressed whether the file is compressed with gzip
    default String ending(byte[] head, boolean isCompressed) { return extensions().getFirst(); }

    /// True if a folder is one image of this format, like a DICOM series.
    default boolean recognisesFolder(Path folder) throws IOException { return false; }

    /// The files that hold the image of a file: the file itself, and for example the voxels beside a header.
    ///
    /// @throws IOException where its header cannot be read
    default List<Path> parts(Path file) throws IOException { return List.of(file); }

    /// The files that writing an image with that name makes or replaces.
    default List<Path> written(Path file) { return List.of(file); }

    /// Reads the image in a file. Values are as stored, or scaled if the file says so.
    Stored read(Path file) throws IOException;

    /// Writes an image.
    ///
    /// @param type a type that can hold the values; a format without this type uses a wider one or throws
    /// @param like a file on the same grid, of any format; what a grid does not contain is copied from its
    ///     header
    void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException;

    /// Writes a label map.
    ///
    /// @param like as above
    void write(Path file, LabelMap labels, Optional<Path> like) throws IOException;
}
