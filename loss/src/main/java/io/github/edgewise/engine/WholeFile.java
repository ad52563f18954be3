package io.github.edgewise.engine;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files that are whole or absent: written beside their target, then moved into place.
final class WholeFile {
    private WholeFile() {}

    /// What writes the content.
    interface Content {
        void write(Path file) throws IOException;
    }

    /// Writes a file; where that fails, one of that name that was there before stays as it was.
    static void write(Path file, Content content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            content.write(beside);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            throw e; // says which file
        } catch (IOException | RuntimeException e) {
            throw new IOException("cannot write " + file + ": " + firstLine(e), e);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /// The engine's messages carry pages of native frames after the first line.
    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
