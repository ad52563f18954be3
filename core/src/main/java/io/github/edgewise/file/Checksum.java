package io.github.edgewise.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The SHA-256 of files, as 64 hexadecimal digits.
///
/// A process remembers the sum of a file by its path, size and time of change, so a data set that was
/// inspected is not read again for the record of a run.
public final class Checksum {
    private static final Map<Key, String> KNOWN = new ConcurrentHashMap<>();

    private Checksum() {}

    private record Key(Path file, long size, FileTime changed) {}

    /// The sum of the bytes of a file, as `sha256sum` prints it. The sum of a folder is that of the lines
    /// that [#of(List)] makes of the files in it, by their names; files of folders below do not count.
    ///
    /// @throws IOException where the file cannot be read
    public static String of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            try (Stream<Path> inside = Files.list(file)) {
                return of(inside.filter(Files::isRegularFile).sorted().toList());
            }
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var key = new Key(file.toAbsolutePath().normalize(), attributes.size(),
                attributes.lastModifiedTime());
        String known = KNOWN.get(key);
        if (known != null) return known;
        MessageDigest sum = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String made = HexFormat.of().formatHex(sum.digest());
        KNOWN.put(key, made);
        return made;
    }

    /// The sum of several files in their order: that of the lines that `sha256sum` prints for them, each with
    /// the name of the file alone: `sum`, two spaces, `name`, line feed.
    public static String of(List<Path> files) throws IOException {
        var lines = new StringBuilder();
        for (Path file : files) {
            lines.append(of(file)).append("  ").append(file.getFileName()).append('\n');
        }
        return ofText(lines.toString());
    }

    /// The sum of a text in UTF-8.
    public static String ofText(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
