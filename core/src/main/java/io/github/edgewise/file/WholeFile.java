package io.github.edgewise.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes files that are whole or absent.
///
/// The content goes to a hidden part file beside the target. When it is complete and on the disk, it is moved
/// into place. Every writer has a part file of its own, so any number of threads, processes and machines may
/// write the same target: it is always the whole file of one of them. Where the content fails, the part file
/// is deleted and an older file stays as it was.
public final class WholeFile {
    private static final int LONGEST_NAME = 150;

    private WholeFile() {}

    /// What fills a file through a stream.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// What fills a file by its path.
    @FunctionalInterface
    public interface PathContent {
        void writeTo(Path part) throws IOException;
    }

    /// Writes a file through a buffered stream; makes the folder it lies in.
    ///
    /// @throws IOException naming the file where it cannot be written
    public static void write(Path file, Content content) throws IOException {
        fill(file, part -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                content.writeTo(out);
            }
        });
    }

    /// Writes a text file in UTF-8; makes the folder it lies in.
    public static void writeText(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Writes a file by handing out the path of its part file, which is empty at first; makes the folder it
    /// lies in.
    ///
    /// @throws IOException naming the file where it cannot be written
    public static void fill(Path file, PathContent content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        Path part = part(file);
        try {
            Files.createFile(part);
            content.writeTo(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            throw e; // says which file
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + firstLine(e), e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// A name beside a file that no other writer uses. It is hidden, so that readers of folders pass it over.
    static Path part(Path file) {
        String name = String.valueOf(file.getFileName());
        String begin = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return file.resolveSibling("." + begin + "." + UUID.randomUUID() + ".part");
    }

    /// The first line of a message: native code appends pages of its frames.
    public static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
