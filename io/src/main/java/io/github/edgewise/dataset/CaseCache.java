package io.github.edgewise.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// What was read from the files of a data set, so that a command that looks at a case several times reads it
/// once. What was used least recently goes first where room is short; a file is read anew
/// where its size or time of change differs. Voxels in a file of their own beside a header are not looked at.
final class CaseCache {
    /// Reads what is not in memory.
    @FunctionalInterface
    interface Reader<T> {
        T read() throws IOException;
    }

    private record Entry(Object content, long bytes) {}

    private final long room;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long used;

    /// @param room bytes that may be kept
    CaseCache(long room) { this.room = room; }

    /// A quarter of the heap.
    CaseCache() { this(Runtime.getRuntime().maxMemory() / 4); }

    /// What these files hold.
    ///
    /// @param bytes that it takes, as a function of what was read
    synchronized <T> T get(Class<T> type, List<Path> files, Object settings,
            ToLongFunction<T> bytes, Reader<T> reader) throws IOException {
        String key = key(type, files, settings);
        Entry kept = entries.get(key);
        if (kept != null) return type.cast(kept.content());
        T read = reader.read();
        long size = bytes.applyAsLong(read);
        if (size > room) return read;
        entries.put(key, new Entry(read, size));
        used += size;
        Iterator<Entry> eldest = entries.values().iterator();
        while (used > room) {
            used -= eldest.next().bytes();
            eldest.remove();
        }
        return read;
    }

    private static String key(Class<?> type, List<Path> files, Object settings) throws IOException {
        var key = new StringBuilder(type.getSimpleName()).append(' ').append(settings);
        for (Path file : files) {
            key.append('\n').append(file.toAbsolutePath().normalize());
            if (!Files.exists(file)) continue; // the reader says so
            key.append(' ').append(Files.size(file)).append(' ').append(Files.getLastModifiedTime(file));
        }
        return key.toString();
    }
}
