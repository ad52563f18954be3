package io.github.edgewise.cli;

import io.github.edgewise.Part;
import io.github.edgewise.Version;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The files that jobs with `--part` write into one folder, and which of them are done.
///
/// The hidden file `.parts` of the folder has the settings of the first job. A file of another job counts if
/// it was written later than `.parts` and the inputs. So neither older results nor those of other settings are
/// taken for results of these jobs.
final class PartFiles {
    private static final String NAME = ".parts";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final FileTime since;

    private PartFiles(FileTime since) { this.since = since; }

    /// The files in a folder; nothing where a command without `--part` does not find files of jobs with the
    /// same settings.
    ///
    /// @param settings all that the content of the files depends on, except inputs
    /// @throws IOException where jobs with other settings wrote into the folder
    static Optional<PartFiles> of(Path folder, Optional<Part> part, List<String> settings)
            throws IOException {
        Path file = folder.resolve(NAME);
        if (part.isEmpty() && !Files.exists(file)) return Optional.empty();
        String text = Version.current() + "\n" + String.join("\n", settings) + "\n";
        try (FolderLock _ = FolderLock.take(folder, LONGEST_WAIT)) { // other jobs begin now, too
            if (part.isPresent() && !Files.exists(file)) WholeFile.writeText(file, text);
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return Optional.of(new PartFiles(Files.getLastModifiedTime(file)));
            }
            if (part.isPresent()) {
                throw new IOException(folder + " has results of --part with another model or other options; "
                        + "name another folder");
            }
            Files.deleteIfExists(file); // the command writes all files anew
            return Optional.empty();
        }
    }

    /// True where another job has written these files from these inputs.
    boolean isDone(List<Path> outputs, List<Path> inputs) throws IOException {
        try {
            for (Path output : outputs) {
                FileTime written = Files.getLastModifiedTime(output);
                if (written.compareTo(since) < 0) return false;
                for (Path input : inputs) {
                    if (written.compareTo(Files.getLastModifiedTime(input)) < 0) return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
