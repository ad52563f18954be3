package io.github.edgewise.format;

import io.github.edgewise.file.Outputs;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Reads and writes images and label maps in all supported formats.
///
/// A file to read is recognised by its bytes, or by its ending if the bytes do not decide. The format of a
/// file to write follows from its ending. Written files are either complete or absent.
public final class Volumes {
    private static final List<VolumeFormat> FORMATS = Stream.concat(
            Stream.of(new Nifti(), new Picture(), new Nrrd(), new MetaImage(), new Npy(), new Tiff(),
                    new Dicom()),
            ServiceLoader.load(VolumeFormat.class).stream().map(ServiceLoader.Provider::get)).toList();

    private Volumes() {}

    static List<VolumeFormat> formats() { return FORMATS; }

    /// The image in a file, its values as stored. [FileWarnings] hears what is odd about the file.
    ///
    /// @throws IOException where the file does not exist, has no known format, or is damaged; the message
    ///     says which
    public static Volume read(Path file) throws IOException { return stored(file).volume(); }

    /// The image in a file and how it is stored there.
    ///
    /// @throws IOException as [#read(Path)]
    public static Stored stored(Path file) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        Stored read = recognised(file).read(file);
        List<String> warnings = FileWarnings.all(read.warnings(), read.volume().grid());
        FileWarnings.tell(file, warnings);
        return new Stored(read.volume(), read.format(), read.type(), read.axes(), warnings);
    }

    private static VolumeFormat recognised(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            for (VolumeFormat format : FORMATS) {
                if (format.recognisesFolder(file)) return format;
            }
            throw new IOException(file + ": an image file was expected, but it is a folder");
        }
        byte[] head = FileBytes.head(file);
        // DICOM first: its mark comes after 128 bytes that may look like another format
        for (VolumeFormat format : FORMATS.reversed()) {
            if (format.recognises(head, file)) return format;
        }
        return named(file);
    }

    /// The label map in a file, with as many classes as its highest label needs, but at least two.
    public static LabelMap readLabels(Path file, LabelRule rule) throws IOException {
        return storedLabels(file, rule).labels();
    }

    /// The label map in a file, and what a user should know about it.
    ///
    /// @throws IOException where the file cannot be read or a value has no class by this rule; the message
    ///     names value, voxel and file
    public static StoredLabels storedLabels(Path file, LabelRule rule) throws IOException {
        StoredLabels labels = StoredLabels.of(stored(file), rule, file);
        FileWarnings.tell(file, labels.warnings()); // each is told once
        return labels;
    }

    /// The label map in a file, with the given number of classes.
    ///
    /// @throws IOException where a label is not one of these classes; the message names label, voxel and file
    public static LabelMap readLabels(Path file, int classes, LabelRule rule) throws IOException {
        return requireClasses(readLabels(file, rule), classes, file);
    }

    /// Label maps with that many classes, where all labels are among them.
    ///
    /// @param file where they were read from, for the message
    /// @throws IOException where a voxel's label is none of these classes, naming label, voxel and file
    public static LabelMap requireClasses(LabelMap labels, int classes, Path file) throws IOException {
        for (int i = 0; i < labels.grid().voxels(); i++) {
            if (labels.at(i) >= classes) {
                throw new IOException(
                        "label " + labels.at(i) + " at voxel " + labels.grid().shape().position(i)
                                + " of " + file.getFileName() + ", but there are " + classes + " classes (0-"
                                + (classes - 1)
                                + "); fix the mask, or include this case in training so that its class is known");
            }
        }
        return new LabelMap(labels.grid(), classes, labels.labels());
    }

    /// Writes an image as 32-bit floats. The ending decides the format.
    public static void write(Path file, Volume volume) throws IOException {
        named(file).write(file, volume, VoxelType.FLOAT32, Optional.empty());
    }

    /// Writes a label map. The ending decides the format.
    public static void write(Path file, LabelMap labels) throws IOException {
        named(file).write(file, labels, Optional.empty());
    }

    /// Writes an image as 32-bit floats, and copies the rest of the header from another file on the same
    /// grid.
    public static void write(Path file, Volume volume, Path like) throws IOException {
        named(file).write(file, volume, VoxelType.FLOAT32, Optional.of(like));
    }

    /// Writes a label map, and copies the rest of the header from another file on the same grid.
    public static void write(Path file, LabelMap labels, Path like) throws IOException {
        named(file).write(file, labels, Optional.of(like));
    }

    /// Copies an image into another file, of any format that can hold its values.
    ///
    /// Grid, orientation and values stay the same. The number type stays the same if it can hold the values.
    /// Values are converted through 32-bit floats, so scaled integers and 64-bit numbers become floats.
    ///
    /// @throws IOException where the file cannot be read, the other one is the same file, or its format
    ///     cannot hold the values
    public static Stored convert(Path from, Path to) throws IOException {
        return convert(from, to, UnaryOperator.identity());
    }

    /// The same with a change on the way, such as [io.github.edgewise.volume.Unshearing]. If the change gives
    /// another grid, that grid is written instead of the header of the first file.
    public static Stored convert(Path from, Path to, UnaryOperator<Volume> change) throws IOException {
        VolumeFormat format = named(to);
        var outputs = new Outputs(parts(from));
        for (Path file : format.written(to)) {
            outputs.add(file);
        }
        Stored stored = stored(from);
        Volume volume = change.apply(stored.volume());
        boolean same = volume.grid().equals(stored.volume().grid());
        VoxelType type = VoxelType.named(stored.type()).filter(t -> t.bytes() < 8)
                .filter(t -> t.holds(volume.values())).orElse(VoxelType.FLOAT32);
        format.write(to, volume, type, same ? Optional.of(from) : Optional.empty());
        return stored;
    }

    /// The files that hold an image: the file itself, and for example the voxels beside a header. The format
    /// is recognised as in [#read(Path)]. A file that cannot be read is its only part.
    public static List<Path> parts(Path file) {
        try {
            return recognised(file).parts(file);
        } catch (IOException e) {
            return List.of(file); // whoever reads it says why
        }
    }

    /// The files that writing an image with that name makes or replaces.
    ///
    /// @throws IOException where no format has its ending
    public static List<Path> written(Path file) throws IOException { return named(file).written(file); }

    /// True if the ending belongs to a format, and not to a file that only accompanies another one.
    public static boolean isReadable(Path file) {
        return FORMATS.stream().flatMap(f -> f.extensions().stream()).anyMatch(e -> hasExtension(file, e));
    }

    /// True if a folder is one image, as that of a DICOM series is.
    public static boolean isImageFolder(Path folder) throws IOException {
        for (VolumeFormat format : FORMATS) {
            if (format.recognisesFolder(folder)) return true;
        }
        return false;
    }

    /// The name of a file without its folder and ending; `.nii.gz` is one ending.
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        return extension(file).map(e -> name.substring(0, name.length() - e.length())).orElse(name);
    }

    /// The ending that fits the bytes of a file, whatever its name is; nothing if no format recognises them.
    ///
    /// @throws IOException where the file cannot be read
    public static Optional<String> endingOfBytes(Path file) throws IOException {
        byte[] head = FileBytes.head(file);
        boolean isCompressed = FileBytes.isCompressed(file);
        return FORMATS.reversed().stream().filter(format -> format.recognises(head, file)).findFirst()
                .map(format -> format.ending(head, isCompressed));
    }

    /// The ending of a file's name, as written there; nothing if no format has this ending.
    public static Optional<String> extension(Path file) {
        String name = file.getFileName().toString();
        return FORMATS.stream().flatMap(Volumes::endings).filter(e -> hasExtension(file, e)).findFirst()
                .map(e -> name.substring(name.length() - e.length()));
    }

    static boolean hasExtension(Path file, String extension) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    private static Stream<String> endings(VolumeFormat format) {
        return Stream.concat(format.extensions().stream(), format.companions().stream());
    }

    /// The format to which the ending of a file's name belongs.
    private static VolumeFormat named(Path file) throws IOException {
        for (VolumeFormat format : FORMATS) {
            if (endings(format).anyMatch(e -> hasExtension(file, e))) return format;
        }
        List<String> known = FORMATS.stream().flatMap(f -> f.extensions().stream()).toList();
        throw new IOException("no format for " + file + "; there are " + String.join(", ", known));
    }
}
