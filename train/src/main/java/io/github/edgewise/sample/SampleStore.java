package io.github.edgewise.sample;

import io.github.edgewise.prepare.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Prepared cases in a folder, a file each, for data sets that are larger than memory.
///
/// A case is prepared once, written and then memory-mapped: the system keeps often read parts in memory and
/// drops them if memory is short. Patches of a mapped case equal patches of a case in memory, bit for bit. A
/// file is written again if it has another key, is damaged or is truncated: it is read completely and checked
/// (CRC-32C) when it is opened. Files are written under another name and moved into place, so a file is
/// complete or absent, and several runs may share a folder.
///
/// @param folder created if it does not exist
public record SampleStore(Path folder) {
    private static final Pattern PART = Pattern
            .compile("\\..*\\.case\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part");

    /// What prepares a case, in memory.
    public interface Preparation {
        Sample prepare() throws IOException;
    }

    /// The case of that name, mapped.
    ///
    /// @param name of the case, its own in this folder
    /// @param key names everything that the prepared case depends on; see [#key]
    /// @param preparation prepares it where there is no whole file of that key
    /// @throws IOException where the case cannot be prepared, or its file not be written, for example because
    ///     the disk is full
    public Sample sample(String name, String key, Preparation preparation) throws IOException {
        Path file = file(name);
        Optional<Sample> kept = SampleFile.read(file, key);
        if (kept.isPresent()) return kept.get();
        Sample made = preparation.prepare();
        try {
            Files.createDirectories(folder);
            SampleFile.write(file, key, made);
        } catch (IOException e) {
            throw new IOException("the prepared case " + name + " of " + (made.bytes() + 999_999) / 1_000_000
                    + " MB cannot be kept in " + folder + " (" + (e.getMessage() == null ? e : e.getMessage())
                    + "); make room there or choose another folder", e);
        }
        return SampleFile.read(file, key).orElseThrow(() -> new IOException(
                "the prepared case " + name + " was written to " + file + ", but reads back otherwise"));
    }

    /// True for a file that a store wrote: a prepared case, or a part of one that a killed process left.
    ///
    /// @throws IOException where it cannot be read
    public static boolean isPrepared(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        return PART.matcher(name).matches() || (name.endsWith(".case") && SampleFile.isSample(file));
    }

    /// The file of the case with this name. A name that is not a plain file name is changed and gets a hash,
    /// so it stays unique.
    Path file(String name) {
        return folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")
                + String.format(Locale.ROOT, "-%08x.case", name.hashCode()));
    }

    /// A key of files, by path, size and time of change, and of the settings that a prepared case depends on.
    ///
    /// @param settings such as the plan and the supervision, in text
    /// @throws IOException where a file is not there
    public static String key(List<Path> files, String settings) throws IOException {
        var key = new StringBuilder(settings);
        for (Path file : files) {
            key.append('\n').append(file.toAbsolutePath().normalize()).append(' ').append(Files.size(file))
                    .append(' ').append(Files.getLastModifiedTime(file));
        }
        return key.toString();
    }
}
