package io.github.edgewise.spec;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The records of a package that can be made from text, found by what there is: no list has to be kept.
final class PackageListing {
    private PackageListing() {}

    /// The names, as [Spec] has them, of all public records beside `kind` that implement it and have a
    /// constructor without arguments, sorted. None where the package cannot be read.
    static List<String> names(Class<?> kind, String suffix) {
        CodeSource source = kind.getProtectionDomain().getCodeSource();
        if (source == null) return List.of();
        try {
            URI place = source.getLocation().toURI();
            String folder = kind.getPackageName().replace('.', '/');
            if (place.getScheme().equals("jrt")) {
                Path module = FileSystems.getFileSystem(URI.create("jrt:/"))
                        .getPath("modules" + place.getPath());
                return names(module.resolve(folder), kind, suffix);
            }
            Path root = Path.of(place);
            if (Files.isDirectory(root)) return names(root.resolve(folder), kind, suffix);
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                return names(jar.getPath(folder), kind, suffix);
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return List.of(); // names are offered in messages only
        }
    }

    private static List<String> names(Path folder, Class<?> kind, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(suffix + ".class") && !name.contains("$"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(name -> isMade(kind, name))
                    .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT)
                            + name.substring(1, name.length() - suffix.length()))
                    .sorted().toList();
        }
    }

    private static boolean isMade(Class<?> kind, String name) {
        try {
            Class<?> type = Class.forName(kind.getPackageName() + "." + name, false, kind.getClassLoader());
            return type.isRecord() && kind.isAssignableFrom(type)
                    && Arrays.stream(type.getDeclaredConstructors())
                            .anyMatch(c -> c.getParameterCount() == 0);
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }
}
