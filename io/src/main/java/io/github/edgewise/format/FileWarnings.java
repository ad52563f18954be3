package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// What readers had to say about the files that were read between [#listen] and [#close()]: an unknown unit,
/// headers that contradict themselves, sheared axes.
///
/// It hears every reader of the process, in any thread, wherever it was called from. Each warning of a file
/// comes once, however often the file is read. Who reads a single file finds its warnings in
/// [Stored#warnings()] too.
///
///     try (var warnings = FileWarnings.listen((file, text) -> log.warning(file + ": " + text))) {
///         Dataset.open(folder) ...
///     }
public final class FileWarnings implements AutoCloseable {
    private static final List<FileWarnings> OPEN = new CopyOnWriteArrayList<>();

    private final BiConsumer<Path, String> listener;
    private final Map<String, Set<Path>> files = new LinkedHashMap<>();

    private FileWarnings(BiConsumer<Path, String> listener) { this.listener = listener; }

    /// Begins to listen.
    ///
    /// @param listener gets the file, as the caller of the reader named it, and one sentence about it; called
    ///     by the thread that reads, by one thread at a time
    public static FileWarnings listen(BiConsumer<Path, String> listener) {
        var warnings = new FileWarnings(listener);
        OPEN.add(warnings);
        return warnings;
    }

    /// What has been heard so far: each sentence, in the order in which it first came, and its files. So a
    /// warning about a whole data set can be told in one line. Empty if nothing came.
    public synchronized Map<String, List<Path>> byText() {
        var all = new LinkedHashMap<String, List<Path>>();
        files.forEach((text, about) -> all.put(text, List.copyOf(about)));
        return all;
    }

    @Override
    public void close() { OPEN.remove(this); }

    /// Tells everyone who listens.
    static void tell(Path file, List<String> warnings) {
        for (FileWarnings open : OPEN) {
            for (String text : warnings) {
                open.hear(file, text);
            }
        }
    }

    private synchronized void hear(Path file, String text) {
        Path whole = file.toAbsolutePath().normalize();
        if (files.computeIfAbsent(text, key -> new LinkedHashSet<>()).add(whole)) listener.accept(file, text);
    }

    /// The warning about a grid whose axes are not at right angles; nothing if they are.
    static Optional<String> shear(Grid grid) {
        if (!grid.isSheared()) return Optional.empty();
        double degrees = grid.shearDegrees();
        double tooLong = 1 / Math.sqrt(1 - Math.sin(Math.toRadians(degrees))) - 1;
        return Optional.of(String.format(Locale.ROOT,
                "two of its axes are %.1f degrees off a right angle (a tilted gantry?), so distances in this "
                        + "grid can be wrong by %.1f %%; --unshear of distance and convert resamples it",
                degrees, 100 * tooLong));
    }

    /// The warnings of a reader and those about its grid.
    static List<String> all(List<String> warnings, Grid grid) {
        var all = new ArrayList<>(warnings);
        shear(grid).ifPresent(all::add);
        return all;
    }
}
