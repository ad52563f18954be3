package io.github.edgewise.file;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A folder that is in use: at most one holder at a time, over all threads and processes.
///
/// The holder is written into the hidden file `.lock` of the folder: process, host and time. The system's
/// lock on this file ends with its process, so a lock that a killed process left behind is taken over. On a
/// file system without locks, a lock counts as left behind if its process on this host is gone.
///
/// Closing it deletes the file, and the folder if it was made for the lock and is empty.
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    /// Behind the text, because other processes cannot read what is locked on Windows.
    private static final long LOCKED_BYTE = 1 << 30;
    private static final int LONGEST = 1000;
    private static final int TRIES = 100;
    private static final int MOST_SPACES = 30_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    /// Folders that this process holds. A system's lock may belong to the whole process, and ends as soon as
    /// any channel of its file is closed; so the file of a folder in this list is never opened.
    private static final Map<Path, Holder> HELD = new ConcurrentHashMap<>();

    /// Who uses a folder.
    private record Holder(long process, String host, String since) {
        static Holder thisProcess() {
            return new Holder(ProcessHandle.current().pid(), thisHost(),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }

        static Optional<Holder> parse(String text) {
            String[] words = text.strip().split(" ", -1);
            if (words.length != 3 || !words[0].matches("\\d{1,18}")) return Optional.empty();
            return Optional.of(new Holder(Long.parseLong(words[0]), words[1], words[2]));
        }

        private static String thisHost() {
            try {
                return InetAddress.getLocalHost().getHostName().replace(' ', '_');
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }

        String text() { return process + " " + host + " " + since + "\n"; }

        /// False only if its process is certainly gone.
        boolean mayLive() {
            return !host.equals(thisHost())
                    || ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    private final Path key;
    private final FileChannel channel;
    private final List<Path> made;

    private FolderLock(Path key, FileChannel channel, List<Path> made) {
        this.key = key;
        this.channel = channel;
        this.made = made;
    }

    /// Takes the lock of a folder, and makes the folder if it is missing.
    ///
    /// @throws IOException if another process or thread holds it, naming the process, or if the folder cannot
    ///     be written
    public static FolderLock take(Path folder) throws IOException {
        List<Path> made = missing(folder);
        Files.createDirectories(folder);
        Path key = folder.toRealPath();
        Holder here = Holder.thisProcess();
        Holder other = HELD.putIfAbsent(key, here);
        if (other != null) throw inUse(folder, Optional.of(other));
        try {
            for (int i = 0; i < TRIES; i++) {
                Optional<FolderLock> lock = lock(folder, key, here, made);
                if (lock.isPresent()) return lock.get();
            }
            throw inUse(folder, Optional.empty());
        } catch (IOException | RuntimeException e) {
            HELD.remove(key);
            delete(made);
            throw e;
        }
    }

    /// Whether some thread or process uses a folder now. Nothing is written.
    public static boolean isHeld(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) return false;
        if (HELD.containsKey(folder.toRealPath())) return true;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (Holder.parse(text(channel)).map(holder -> !holder.mayLive()).orElse(false)) return false;
            try (FileLock shared = channel.tryLock(LOCKED_BYTE, 1, true)) {
                return shared == null;
            } catch (IOException | UnsupportedOperationException e) {
                return true; // a file system without locks: its holder may live
            }
        } catch (NoSuchFileException e) {
            return false; // given back at this moment
        }
    }

    /// The lock; nothing if its file was deleted at the same moment.
    private static Optional<FolderLock> lock(Path folder, Path key, Holder here, List<Path> made)
            throws IOException {
        Path file = key.resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!hasSystemLock(channel)) throw inUse(folder, Holder.parse(text(channel)));
            write(channel, here.text());
            if (isFile(channel, file)) return Optional.of(new FolderLock(key, channel, made));
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Writes the text and a random number of spaces behind it.
    private static void write(FileChannel channel, String text) throws IOException {
        String spaces = " ".repeat(RANDOM.nextInt(1, MOST_SPACES));
        channel.truncate(0).write(ByteBuffer.wrap((text + spaces).getBytes(StandardCharsets.UTF_8)), 0);
    }

    /// True if the file at this path is still the one of the channel, and not one that another process made
    /// after ours had been deleted. Its size tells, since opening it again would end the lock.
    private static boolean isFile(FileChannel channel, Path file) throws IOException {
        try {
            return Files.size(file) == channel.size();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// True if the lock is ours now, or the file system has no locks and its holder is gone.
    private static boolean hasSystemLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return Holder.parse(text(channel)).map(holder -> !holder.mayLive()).orElse(true);
        }
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static IOException inUse(Path folder, Optional<Holder> holder) {
        String who = holder.map(h -> "process " + h.process() + " on " + h.host() + " since " + h.since())
                .orElse("another process");
        return new IOException(
                folder + " is in use by " + who + "; wait until it has ended, or name another folder");
    }

    /// Gives the folder back.
    @Override
    public void close() throws IOException {
        key.resolve(NAME).toFile().delete();
        channel.close();
        HELD.remove(key);
        delete(made);
    }

    /// The folder and those around it that do not exist, the innermost first.
    private static List<Path> missing(Path folder) {
        var missing = new ArrayList<Path>();
        for (Path up = folder.toAbsolutePath(); up != null && !Files.exists(up); up = up.getParent()) {
            missing.add(up);
        }
        return missing;
    }

    /// Deletes the empty ones.
    private static void delete(List<Path> folders) {
        for (Path folder : folders) {
            if (!folder.toFile().delete()) return;
        }
    }
}
