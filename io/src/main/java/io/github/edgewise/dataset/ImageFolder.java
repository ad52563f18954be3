package io.github.edgewise.dataset;

import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The images or label maps that lie in a folder. Every command lists its folders with this class.
///
/// - Files of a readable format, and sub-folders that hold a DICOM series, are images.
/// - Hidden files, what systems leave behind (`._x`, `Thumbs.db`, `desktop.ini`) and files that belong to an
///   image (`.raw` beside `.mhd`) are ignored.
/// - All else (files of other formats, other sub-folders, pipes and sockets) is passed over and named by
///   [#notes()].
///
/// @param folder the folder
/// @param files the images by their names without the ending, sorted
/// @param passedOver what is no image, sorted
public record ImageFolder(Path folder, Map<String, Path> files, List<Path> passedOver) {
    private static final Set<String> OF_SYSTEMS = Set.of("thumbs.db", "desktop.ini", "__macosx", "icon\r");
    private static final int NAMED = 3;

    public ImageFolder {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        passedOver = List.copyOf(passedOver);
    }

    /// Lists a folder. One that does not exist has no images.
    ///
    /// @throws IOException where the folder cannot be read, or two of its images have the same name apart
    ///     from the ending, such as `a.nii` and `a.nii.gz`
    public static ImageFolder of(Path folder) throws IOException {
        var files = new TreeMap<String, Path>();
        var passedOver = new ArrayList<Path>();
        if (!Files.isDirectory(folder)) return new ImageFolder(folder, files, passedOver);
        List<Path> entries;
        try (Stream<Path> all = Files.list(folder)) {
            entries = all.sorted().toList();
        }
        for (Path entry : entries) {
            if (isIgnored(entry)) continue;
            if (!isImage(entry)) {
                passedOver.add(entry);
                continue;
            }
            String name = Files.isDirectory(entry) ? Layouts.name(entry) : Volumes.stem(entry);
            Path other = files.put(name, entry);
            if (other != null) {
                throw new IOException("two files in " + folder + " have the same name: " + Layouts.name(other)
                        + " and " + Layouts.name(entry) + "; remove or rename one of them");
            }
        }
        return new ImageFolder(folder, files, passedOver);
    }

    private static boolean isIgnored(Path entry) throws IOException {
        String name = Layouts.name(entry);
        return name.startsWith(".") || Files.isHidden(entry)
                || OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT))
                || (Volumes.extension(entry).isPresent() && !Volumes.isReadable(entry));
    }

    private static boolean isImage(Path entry) throws IOException {
        return Files.isDirectory(entry)
                ? Volumes.isImageFolder(entry)
                : Files.isRegularFile(entry) && Volumes.isReadable(entry);
    }

    /// What was passed over: a sentence on files and one on folders, with the first names.
    public List<String> notes() {
        var notes = new ArrayList<String>();
        note(notes, passedOver.stream().filter(f -> !Files.isDirectory(f)).toList(), "file", "no image");
        note(notes, passedOver.stream().filter(Files::isDirectory).toList(), "folder",
                "images are looked for in the folder itself");
        return notes;
    }

    private void note(List<String> notes, List<Path> entries, String what, String why) {
        if (entries.isEmpty()) return;
        List<String> names = entries.stream().limit(NAMED).map(Layouts::name).toList();
        notes.add("passed over in " + folder + ": " + entries.size() + " " + what
                + (entries.size() == 1 ? "" : "s") + " (" + String.join(", ", names)
                + (entries.size() > NAMED ? " and " + (entries.size() - NAMED) + " more" : "") + "); " + why);
    }
}
