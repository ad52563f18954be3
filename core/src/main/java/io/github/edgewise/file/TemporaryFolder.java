package io.github.edgewise.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A hidden folder with a name of its own, which is deleted with all that it holds when it is closed. If its
/// process is killed, the next temporary folder of the same kind deletes it. A folder of anyone else is never
/// deleted: a temporary folder is recognised by the [FolderLock] inside of it.
public final class TemporaryFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path folder;
    private final FolderLock lock;

    private TemporaryFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Makes a temporary folder, and deletes those of the same kind that killed processes left.
    ///
    /// @param parent made if it is missing
    /// @param kind the first part of its name
    /// @throws IOException where it cannot be made
    public static TemporaryFolder in(Path parent, String kind) throws IOException {
        Files.createDirectories(parent);
        String begin = "." + kind + "-";
        for (Path old : left(parent, begin)) {
            sweep(old);
        }
        Path folder = Files.createTempDirectory(parent, begin);
        return new TemporaryFolder(folder, FolderLock.take(folder));
    }

    private static List<Path> left(Path parent, String begin) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(begin))
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .filter(entry -> Files.isRegularFile(entry.resolve(LOCK))).toList();
        }
    }

    private static void sweep(Path old) throws IOException {
        FolderLock taken;
        try {
            taken = FolderLock.take(old);
        } catch (IOException e) {
            return; // in use
        }
        new TemporaryFolder(old, taken).close();
    }

    /// The folder.
    public Path folder() { return folder; }

    @Override
    public void close() throws IOException {
        // the lock goes last: whatever a kill leaves is still recognised
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.endsWith(LOCK)) delete(entry);
            }
        } finally {
            lock.close();
        }
        Files.deleteIfExists(folder);
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
