package io.github.edgewise.dist;

import io.github.edgewise.cli.Edgewise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;

/// Writes the texts of a release archive; the build runs it.
public final class ArchiveTexts {
    private ArchiveTexts() {}

    /// Writes them.
    ///
    /// @param arguments the folder of the archive, with its jars in `lib`; the folder of licences that the
    ///     jars lack
    /// @throws IOException if a file cannot be read or written
    /// @throws IllegalStateException if a jar has no licence here
    public static void main(String[] arguments) throws IOException {
        Path archive = Path.of(arguments[0]);
        var edgewise = new CommandLine(Edgewise.class);
        Files.createDirectories(archive.resolve("completion"));
        Files.writeString(archive.resolve("completion/edgewise"), AutoComplete.bash("edgewise", edgewise));
        ManualPages.write(edgewise, archive.resolve("man/man1"));
        Licences.write(archive.resolve("lib"), Path.of(arguments[1]), archive.resolve("licences"));
    }
}
