package io.github.edgewise.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The files that are going to be written, looked at before anything is computed: none may be an input, and
/// no two may have one name.
///
/// Paths are compared as files. So a link, a hard link, a folder that is a link, `.` and `..`, and another
/// spelling on a disk that ignores case are all recognised. New names that differ only in case count as
/// equal, because they are one file on many disks.
public final class Outputs {
    private final List<Path> inputs;
    private final Map<Object, Path> inputsByKey = new HashMap<>();
    private final Map<String, Path> sources = new HashMap<>();
    private final Map<Path, Path> realFolders = new HashMap<>();

    /// @param inputs the files that are read; those that do not exist are ignored
    /// @throws IOException where the attributes of an input cannot be read
    public Outputs(Collection<Path> inputs) throws IOException {
        this.inputs = List.copyOf(inputs);
        for (Path input : this.inputs) {
            if (Files.exists(input)) inputsByKey.putIfAbsent(key(input), input);
        }
    }

    /// Adds a file that is going to be written.
    ///
    /// @param output the file
    /// @param source the input that it is made from, for the message
    /// @throws IOException if it is an input, or an output that was added before; the message names both
    public void add(Path output, Path source) throws IOException {
        add(output);
        Path earlier = sources.putIfAbsent(name(output), source);
        if (earlier != null) {
            throw new IOException(
                    "the results of " + earlier + " and " + source + " would both be written to "
                            + output + "; rename one of them, or use an output folder for each");
        }
    }

    /// Fails if this file, which is going to be written, is an input.
    public void add(Path output) throws IOException {
        Path there = Files.exists(output) ? output : real(output); // `missing/..` leads somewhere once it is made
        if (!Files.exists(there)) return;
        Path input = inputsByKey.get(key(there));
        if (input == null && !hasKey(there)) {
            for (Path one : inputs) {
                if (Files.exists(one) && Files.isSameFile(one, there)) input = one;
            }
        }
        if (input == null) return;
        String same = input.equals(output) ? "" : ", which is the input " + input;
        throw new IOException(
                "the output would replace an input: " + output + same + "; name another file or folder");
    }

    /// Fails if one of these files lies directly in a folder that is going to be written to.
    ///
    /// @param folder may be missing
    /// @throws IOException naming the folder
    public static void requireNotAmong(Path folder, Collection<Path> inputs) throws IOException {
        for (Path parent : parents(inputs)) {
            if (isSame(folder, parent)) {
                throw new IOException(
                        "the output folder " + folder + " holds inputs, and outputs would be mixed "
                                + "with them; name another folder");
            }
        }
    }

    /// Fails if a folder that is going to be written to is one that holds these files, or lies in such a
    /// folder.
    ///
    /// @param folder may be missing
    /// @throws IOException naming both folders
    public static void requireOutside(Path folder, Collection<Path> inputs) throws IOException {
        for (Path parent : parents(inputs)) {
            if (isInside(folder, parent)) {
                throw new IOException("the output folder " + folder + " lies in " + parent
                        + ", which holds inputs; name a folder outside of it");
            }
        }
    }

    /// True if a folder is another one or lies in it, links resolved. Either may be missing.
    public static boolean isInside(Path folder, Path other) throws IOException {
        Path real = real(other);
        for (Path up = real(folder); up != null; up = up.getParent()) {
            if (up.equals(real) || (Files.exists(up) && Files.exists(real) && Files.isSameFile(up, real))) {
                return true;
            }
        }
        return false;
    }

    /// Keeps a file that is in the way of a new output under another name: `scores.csv` becomes
    /// `scores.csv.old-1`, or the first number that is free. Does nothing if there is no such file.
    public static void setAside(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return;
        int number = 1;
        Path free = file.resolveSibling(file.getFileName() + ".old-1");
        while (Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
            free = file.resolveSibling(file.getFileName() + ".old-" + ++number);
        }
        Files.move(file, free);
    }

    /// True if two paths lead to one file or folder. Either may be missing.
    public static boolean isSame(Path one, Path other) throws IOException {
        return (Files.exists(one) && Files.exists(other))
                ? Files.isSameFile(one, other)
                : real(one).equals(real(other));
    }

    private static Set<Path> parents(Collection<Path> files) {
        var parents = new LinkedHashSet<Path>();
        for (Path file : files) {
            Path parent = Files.isDirectory(file) ? file : file.toAbsolutePath().getParent();
            if (parent != null) parents.add(parent);
        }
        return parents;
    }

    /// What identifies a file that exists.
    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }

    private static boolean hasKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey() != null;
    }

    /// The name of a file that may be missing, equal for all spellings of one file.
    private String name(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path parent = whole.getParent();
        if (parent == null) return whole.toString();
        Path folder = realFolders.get(parent);
        if (folder == null) {
            folder = real(parent);
            realFolders.put(parent, folder);
        }
        String name = folder.resolve(String.valueOf(whole.getFileName())).toString();
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /// The path without links, as far as it exists, and the rest of it behind.
    private static Path real(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        var rest = new ArrayList<Path>();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            if (there.getFileName() != null) rest.add(there.getFileName());
            there = there.getParent();
        }
        Path real = there.toRealPath();
        for (Path name : rest.reversed()) {
            real = real.resolve(name);
        }
        return real.normalize();
    }
}
