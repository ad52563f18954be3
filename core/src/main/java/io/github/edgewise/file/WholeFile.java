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

/// Writes files that are either complete or absent.
///
/// The content goes to a hidden part file beside the target. When it is complete and on the disk, it is moved
/// to the target. Every writer has its own part file. So any number of threads, processes and machines may
/// write the same target, and the target is always the complete file of one of them. If writing fails, the
/// part file is deleted and an older file at the target stays unchanged.
public final class WholeFile {
    private static final int LONGEST_NAME = 150;

    private WholeFile() {}

    /// Fills a file through a stream.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Fills a file by its path.
    @FunctionalInterface
    public interface PathContent {
        void writeTo(Path part) throws IOException;
    }

    /// Writes a file through a buffered stream. Creates its folder if necessary.
    ///
    /// @throws IOException where the file cannot be written; the message names the file
    public static void write(Path file, Content content) throws IOException { fill(file, streamed(content)); }

    private static PathContent streamed(Content content) {
        return part -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                content.writeTo(out);
            }
        };
    }

    /// Writes two files that belong together, such as voxels and their header. Both are complete on the disk
    /// before either is moved to its place. An older header is deleted first, so a process that is killed in
    /// between leaves no header with the wrong data.
    ///
    /// @throws IOException where one cannot be written; both older files are unchanged then
    public static void writePair(Path data, Content dataContent, Path header, Content headerContent)
            throws IOException {
        fill(header, part -> {
            streamed(headerContent).writeTo(part);
            fill(data, streamed(dataContent), () -> Files.deleteIfExists(header));
        });
    }

    /// Writes a text file in UTF-8. Creates its folder if necessary.
    public static void writeText(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Writes a file: `content` gets the path of the part file, which is empty at first, and fills it.
    /// Creates the folder if necessary.
    ///
    /// @throws IOException where the file cannot be written; the message names the file
    public static void fill(Path file, PathContent content) throws IOException {
        fill(file, content, () -> {
        });
    }

    /// What happens when a part file is complete, before it is moved.
    @FunctionalInterface
    private interface Completed {
        void run() throws IOException;
    }

    private static void fill(Path file, PathContent content, Completed completed) throws IOException {
        requireFile(file);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        Path part = part(file);
        try {
            Files.createFile(part);
            content.writeTo(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            completed.run();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException | Unwritten e) {
            throw e; // its message names the file
        } catch (IOException e) {
            throw new Unwritten(file, e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// A failure whose message names the file.
    private static final class Unwritten extends IOException {
        private static final long serialVersionUID = 1;

        Unwritten(Path file, IOException cause) {
            super("cannot write " + file + ": " + firstLine(cause), cause);
        }
    }

    /// A folder, pipe or device is not replaced by a file.
    private static void requireFile(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, Files.isDirectory(file)
                    ? "a file is to be written, but a folder has this name"
                    : "a file is to be written, but a pipe or device has this name");
        }
    }

    /// A path beside the file that no other writer uses. It is hidden, so that readers of folders ignore it.
    static Path part(Path file) {
        String name = String.valueOf(file.getFileName());
        String begin = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return file.resolveSibling("." + begin + "." + UUID.randomUUID() + ".part");
    }

    /// The first line of a message, because native code appends long stack traces to it.
    public static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
