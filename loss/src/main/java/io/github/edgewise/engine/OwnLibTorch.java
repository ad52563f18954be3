package io.github.edgewise.engine;

import io.github.edgewise.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A user's LibTorch, or the `torch` package of a Python, that is used instead of the libraries of the jar.
///
/// The environment variable `EDGEWISE_LIBTORCH` or the property `edgewise.libtorch` names its folder. It must
/// be of the version that the binding was made for; which CUDA it was made for does not matter.
final class OwnLibTorch {
    private static final String PROPERTY = "edgewise.libtorch";
    private static final String VARIABLE = "EDGEWISE_LIBTORCH";
    private static final String VERSION = "build-version"; // LibTorch has this file
    private static final String LIBRARIES = "lib";

    private OwnLibTorch() {}

    /// The folder of its libraries; nothing where none is named.
    ///
    /// @throws InvalidInputException where there are no libraries in it, or they have another version
    static Optional<Path> folder() {
        String named = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
        return named.isEmpty() ? Optional.empty() : Optional.of(folder(Path.of(named)));
    }

    static Path folder(Path named) {
        Path inside = named.resolve(LIBRARIES);
        Path folder = Files.isDirectory(inside) ? inside : named;
        boolean isThere = List.of("libtorch.so", "libtorch.dylib", "torch.dll").stream()
                .anyMatch(name -> Files.exists(folder.resolve(name)));
        if (!isThere) {
            throw new InvalidInputException(VARIABLE + " names " + named + ", but " + folder
                    + " holds no libtorch; name the folder of LibTorch " + NativeLibraries.TORCH
                    + " or the torch folder of a Python package of that version");
        }
        version(named).filter(version -> !version.startsWith(NativeLibraries.TORCH)).ifPresent(version -> {
            throw new InvalidInputException(VARIABLE + " names " + named + " of version " + version
                    + ", but version " + NativeLibraries.TORCH + " is needed");
        });
        return folder;
    }

    /// Its version; nothing where no file says it.
    private static Optional<String> version(Path named) {
        try {
            Path file = named.resolve(VERSION);
            if (Files.exists(file)) return Optional.of(Files.readString(file).strip());
            Path python = named.resolve("version.py");
            if (!Files.exists(python)) return Optional.empty();
            return Files.readString(python).lines().filter(line -> line.startsWith("__version__"))
                    .map(line -> line.replaceAll(".*['\"](.*)['\"].*", "$1")).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static InvalidInputException cannotBeLoaded(Path folder, UnsatisfiedLinkError why) {
        return new InvalidInputException("the libraries in " + folder + " cannot be loaded ("
                + String.valueOf(why.getMessage()).lines().findFirst().orElse("no reason given")
                + "); install what is missing, or leave out " + VARIABLE, why);
    }
}
