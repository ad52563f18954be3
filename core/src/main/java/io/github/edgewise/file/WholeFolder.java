package io.github.edgewise.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Writes folders that are either complete or absent, and never holds old and new files together.
///
/// The content goes to a hidden folder beside the target and is moved to the target when it is complete. If
/// writing fails, the hidden folder is deleted.
public final class WholeFolder {
    private WholeFolder() {}

    /// Writes a folder: `content` gets the path of an empty folder and fills it. Creates the folders around
    /// it if necessary.
    ///
    /// @param folder missing or empty
    /// @throws IOException where the folder holds anything, or cannot be written
    public static void fill(Path folder, WholeFile.PathContent content) throws IOException {
        requireEmpty(folder);
        Path target = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) throw new IOException(folder + " cannot be written; name a folder within it");
        try (var hidden = TemporaryFolder.in(parent, "edgewise-folder")) {
            Path part = Files.createDirectory(hidden.folder().resolve("content"));
            content.writeTo(part);
            requireEmpty(target); // someone else may have been faster
            Files.deleteIfExists(target);
            Files.move(part, target);
        }
    }

    /// Fails if a folder that is going to be written holds anything.
    ///
    /// @param folder may be missing
    /// @throws IOException naming what it holds, or saying that it is no folder
    public static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                throw new IOException(folder + " is not empty, it holds " + entry.getFileName()
                        + "; name a new folder, so that its files are not mixed with others");
            }
        } catch (NotDirectoryException e) {
            throw new IOException(folder + " is a file, but a folder is to be written; name a new folder", e);
        }
    }
}
