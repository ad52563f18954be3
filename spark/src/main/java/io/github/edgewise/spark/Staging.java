package io.github.edgewise.spark;

import io.github.edgewise.format.Volumes;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;

/// Copies of files that have a URI, such as `s3a://bucket/labels/a.nii.gz`, on local disks. Every node has a
/// copy of what it works on, each at the same path. Hadoop's file systems read and write the URIs.
///
/// @param folder of the copies; equal on all nodes
/// @param settings of Hadoop, as `spark.hadoop.*` gives them
record Staging(String folder, Map<String, String> settings) implements Serializable {
    private static final Pattern URI_TEXT = Pattern.compile("[a-z][a-z0-9+.-]+:/.*");
    /// Folders that this process deletes at its end.
    private static final Set<String> FETCHED = new HashSet<>();
    /// A file of these is there as a whole when it is closed, and renaming copies it.
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "gs");

    /// The path of an argument: a path as it is, or where the copy of a URI lies. Nothing is copied.
    Path path(String text) {
        if (!URI_TEXT.matcher(text).matches()) return Path.of(text);
        URI uri = URI.create(text.replace(" ", "%20"));
        String host = uri.getAuthority() == null ? "" : uri.getAuthority();
        return Path.of(folder, uri.getScheme(), "@" + host, uri.getPath()).normalize();
    }

    /// True where a path is that of a copy.
    boolean has(Path path) { return path.startsWith(folder); }

    /// The URI of a copy.
    String uri(Path copy) { return remote(copy).toString(); }

    private org.apache.hadoop.fs.Path remote(Path copy) {
        Path inside = Path.of(folder).relativize(copy);
        String host = inside.getName(1).toString().substring(1);
        String path = inside.getNameCount() == 2 ? "/" : "/" + inside.subpath(2, inside.getNameCount());
        return new org.apache.hadoop.fs.Path(inside.getName(0).toString(), host.isEmpty() ? null : host, path);
    }

    private FileSystem system(org.apache.hadoop.fs.Path remote) throws IOException {
        var configuration = new Configuration();
        settings.forEach(configuration::set);
        FileSystem system = remote.getFileSystem(configuration);
        system.setWriteChecksum(false); // of local files: they would lie beside them
        return system;
    }

    /// Copies an image with its parts, or a folder, unless it is here. Does nothing for other paths, nor where
    /// there is no such file.
    ///
    /// @throws IOException where it cannot be copied
    void fetch(Path copy) throws IOException {
        if (!has(copy)) return;
        synchronized (Staging.class) { // two tasks of one node may need the same file
            deleteAtExit();
            fetchFile(copy);
            if (!Files.isRegularFile(copy)) return;
            for (Path part : Volumes.parts(copy)) {
                fetchFile(part);
            }
        }
    }

    private void fetchFile(Path copy) throws IOException {
        if (Files.exists(copy)) return;
        org.apache.hadoop.fs.Path remote = remote(copy);
        FileSystem system = system(remote);
        if (!system.exists(remote)) return;
        Files.createDirectories(copy.resolveSibling("."));
        Path part = copy.resolveSibling(".part-" + copy.getFileName());
        system.copyToLocalFile(false, remote, new org.apache.hadoop.fs.Path(part.toUri()), true);
        Files.move(part, copy);
    }

    private void deleteAtExit() {
        if (FETCHED.add(folder)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtil.fullyDelete(new File(folder))));
        }
    }

    /// Copies a file that was written to its URI. Does nothing for other paths.
    ///
    /// @throws IOException where it cannot be copied; an older file stays then
    void store(Path copy) throws IOException {
        if (!has(copy)) return;
        org.apache.hadoop.fs.Path remote = remote(copy);
        FileSystem system = system(remote);
        var local = new org.apache.hadoop.fs.Path(copy.toUri());
        if (OBJECT_STORES.contains(remote.toUri().getScheme())) {
            system.copyFromLocalFile(false, true, local, remote);
            return;
        }
        var part = new org.apache.hadoop.fs.Path(remote.getParent(), "." + remote.getName() + ".part");
        system.copyFromLocalFile(false, true, local, part);
        system.delete(remote, false);
        if (!system.rename(part, remote)) throw new IOException("cannot write " + remote);
    }
}
