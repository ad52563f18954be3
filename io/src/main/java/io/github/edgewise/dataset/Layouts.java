package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The known layouts of data sets. The contents of a folder decide which one it has. Hidden files and files
/// without a readable format are ignored.
final class Layouts {
    private static final List<Layout> ALL = Stream.concat(
            Stream.of(new ImageFolders(), new Decathlon(), new NnUnetRaw(), new Isles2018(), new Wmh(),
                    new Acdc()),
            ServiceLoader.load(Layout.class).stream().map(ServiceLoader.Provider::get)).toList();
    static final String KNOWN = ALL.stream().map(Layout::known)
            .collect(Collectors.joining(", or ", "a data set has ", ""));
    private static final int DEEPEST_ROOT = 2;

    private Layouts() {}

    static List<Layout> all() { return ALL; }

    /// A layout and where its data set begins.
    record Place(Layout layout, Path root) {}

    /// The layout of a folder; nothing where it has no known one.
    static Optional<Place> place(Path folder) throws IOException {
        for (Layout layout : ALL) {
            Optional<Path> root = layout.root(folder);
            if (root.isPresent()) return Optional.of(new Place(layout, root.get()));
        }
        return Optional.empty();
    }

    /// The layout of a folder.
    ///
    /// @throws IOException where the folder has no known layout
    static Place requirePlace(Path folder) throws IOException {
        return place(folder).orElseThrow(() -> new IOException("no data set in " + folder + "; " + KNOWN));
    }

    /// The cases of a folder, including those without a mask.
    ///
    /// @throws IOException where the folder has no known layout
    static List<Case> cases(Path folder, Layout.Wanted wanted) throws IOException {
        Place place = requirePlace(folder);
        return place.layout().cases(place.root(), wanted);
    }

    /// A sign by which a folder of one layout is recognised.
    interface Sign {
        boolean in(Path folder) throws IOException;
    }

    /// The folder with this sign: a training folder inside of the given one, such as `TRAINING/` or
    /// `database/training/`, or else the folder itself.
    static Optional<Path> root(Path folder, Sign sign) throws IOException {
        return root(folder, sign, DEEPEST_ROOT);
    }

    private static Optional<Path> root(Path folder, Sign sign, int deep) throws IOException {
        for (Path inner : deep == 0 ? List.<Path>of() : folders(folder)) {
            String name = name(inner).toLowerCase(Locale.ROOT);
            if (!name.contains("train") && !name.equals("database")) continue;
            Optional<Path> found = root(inner, sign, deep - 1);
            if (found.isPresent()) return found;
        }
        return sign.in(folder) ? Optional.of(folder) : Optional.empty();
    }

    /// The visible folders inside of a folder, sorted by name.
    static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(f -> !name(f).startsWith(".") && Files.isDirectory(f)).sorted().toList();
        }
    }

    /// The last part of a path.
    static String name(Path file) { return String.valueOf(file.getFileName()); }

    /// The images of a folder by their names without the ending, see [ImageFolder].
    static Map<String, Path> files(Path folder) throws IOException { return ImageFolder.of(folder).files(); }

    /// Notes the masks for which there is no image.
    static void noteMasksAlone(Map<String, Path> masks, Set<String> images, Consumer<String> notes) {
        List<String> alone = masks.keySet().stream().filter(name -> !images.contains(name)).toList();
        if (alone.isEmpty()) return;
        notes.accept("no image for " + (alone.size() == 1 ? "the mask " : alone.size() + " masks, such as ")
                + masks.get(alone.getFirst()) + "; they are left out");
    }

    /// The files with these names, one for each.
    ///
    /// @throws IOException where a file is missing; the message names the first missing one
    static List<Path> pick(Map<String, Path> files, List<String> names, String where) throws IOException {
        var picked = new ArrayList<Path>();
        for (String name : names) {
            Path file = files.get(name);
            if (file == null) throw new IOException(where + " lacks the channel " + name);
            picked.add(file);
        }
        return picked;
    }
}
