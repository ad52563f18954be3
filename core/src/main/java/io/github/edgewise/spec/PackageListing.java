package io.github.edgewise.spec;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The records of a package that can be made from text, found by what there is: no list has to be kept.
final class PackageListing {
    private static final String CLASS = ".class";

    private PackageListing() {}

    /// All records beside `kind` that implement it, in no order. None where the package cannot be read.
    static List<Class<?>> records(Class<?> kind) {
        CodeSource source = kind.getProtectionDomain().getCodeSource();
        if (source == null) return List.of();
        try {
            URI place = source.getLocation().toURI();
            String folder = kind.getPackageName().replace('.', '/');
            if (place.getScheme().equals("jrt")) {
                Path module = FileSystems.getFileSystem(URI.create("jrt:/"))
                        .getPath("modules" + place.getPath());
                return records(module.resolve(folder), kind);
            }
            Path root = Path.of(place);
            if (Files.isDirectory(root)) return records(root.resolve(folder), kind);
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                return records(jar.getPath(folder), kind);
            }
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return List.of(); // names are offered in messages only
        }
    }

    private static List<Class<?>> records(Path folder, Class<?> kind) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(CLASS) && !name.contains("$") && !name.contains("-"))
                    .map(name -> name.substring(0, name.length() - CLASS.length()))
                    .<Class<?>>mapMulti((name, found) -> record(kind, name).ifPresent(found)).toList();
        }
    }

    private static Optional<Class<?>> record(Class<?> kind, String name) {
        try {
            Class<?> type = Class.forName(kind.getPackageName() + "." + name, false, kind.getClassLoader());
            return type.isRecord() && kind.isAssignableFrom(type) ? Optional.of(type) : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }
}
