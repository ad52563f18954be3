package io.github.edgewise.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A folder that is in use: at most one holder at a time, over all threads, processes and machines that see
/// the folder. It needs no locks of the operating system, so it works on NFS and other shared disks.
///
/// The lock is the hidden file `.lock` of the folder, which only one process can create. It says who holds
/// the folder: process, host and time. While the folder is held, the file is written again every half minute,
/// so its modification time is the holder's last sign of life.
///
/// A lock that was left behind is taken over: at once if its process was one of this machine and has ended,
/// otherwise after [#SILENCE] without a sign of life. A holder that was frozen for so long learns this from
/// [#requireHeld]. Times are compared as the file system counts them, so the clocks of hosts may differ.
///
/// Closing it deletes the file, and the folder if it was made for the lock and is empty.
public final class FolderLock implements AutoCloseable {
    /// A lock whose holder gave no sign of life for so long is taken over.
    public static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Duration BEAT = Duration.ofSeconds(30);
    private static final String NAME = ".lock";
    private static final int LONGEST = 1000;
    private static final int TRIES = 200;
    private static final int PAUSE_MS = 10;
    private static final Map<Path, FolderLock> HELD = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService BEATS = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("edgewise-locks").factory());

    /// What became of a lock that is in the way.
    private enum Found {
        GONE, HELD, BUSY
    }

    /// Somebody else holds the folder.
    private static final class InUse extends IOException {
        private static final long serialVersionUID = 1;

        InUse(Path folder, String who) {
            super(folder + " is in use by " + who + ", or name another folder");
        }
    }

    private final Path file;
    private final LockHolder holder;
    private final FileChannel channel;
    private final List<Path> made;
    private final Future<?> beats;

    private FolderLock(Path file, LockHolder holder, FileChannel channel, List<Path> made) {
        this.file = file;
        this.holder = holder;
        this.channel = channel;
        this.made = made;
        this.beats = BEATS.scheduleAtFixedRate(this::beat, BEAT.toMillis(), BEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        HELD.put(file, this);
    }

    /// Takes the lock of a folder, and makes the folder if it is missing.
    ///
    /// @throws IOException if another process or thread holds it, naming the process, or if the folder cannot
    ///     be written
    public static FolderLock take(Path folder) throws IOException {
        List<Path> made = missing(folder);
        LockHolder here = LockHolder.thisProcess();
        try {
            for (int i = 0; i < TRIES; i++) {
                Files.createDirectories(folder);
                Path file = folder.toRealPath().resolve(NAME);
                Optional<FileChannel> channel = create(file, here);
                if (channel.isPresent()) return new FolderLock(file, here, channel.get(), made);
                Found found = sweep(file, here);
                if (found == Found.HELD) throw inUse(folder, file);
                if (found == Found.BUSY) pause();
            }
            throw inUse(folder, folder.resolve(NAME));
        } catch (IOException | RuntimeException e) {
            delete(made);
            throw e;
        }
    }

    /// The same, but waits for others who hold the folder for a moment only.
    ///
    /// @param longest how long to wait
    public static FolderLock take(Path folder, Duration longest) throws IOException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            try {
                return take(folder);
            } catch (InUse e) {
                if (System.nanoTime() > end) throw e;
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a lock", e);
        }
    }

    /// Whether some thread or process uses a folder now. Nothing is written.
    public static boolean isHeld(Path folder) throws IOException {
        try {
            return !isLeft(folder.resolve(NAME), FileTime.from(Instant.now()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// Fails if somebody uses a folder now. Nothing is written.
    ///
    /// @throws IOException naming the process
    public static void requireFree(Path folder) throws IOException {
        if (isHeld(folder)) throw inUse(folder, folder.resolve(NAME));
    }

    /// Fails if this process has lost the lock of a folder: it was frozen, and another one has taken over.
    /// To be called before files of the folder are replaced.
    ///
    /// @throws IOException naming the process that holds the folder now
    public static void requireHeld(Path folder) throws IOException {
        FolderLock lock = HELD.get(folder.toRealPath().resolve(NAME));
        if (lock != null && lock.isOurs()) return;
        throw new IOException(folder + " is no longer held by this process, which gave no sign of life for "
                + SILENCE.toMinutes() + " minutes or lost its file " + NAME + "; it is held by "
                + holder(folder.resolve(NAME)).map(LockHolder::name).orElse("nobody")
                + "; if nobody uses it, go on with the same command and --resume for a training");
    }

    /// Creates a lock file with its text; nothing if there is one.
    private static Optional<FileChannel> create(Path file, LockHolder here) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            return Optional.empty(); // no such file: the folder was deleted at this moment
        }
        try {
            channel.write(ByteBuffer.wrap(here.text().getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(true); // a network file system sends it now, and others see its time
            return Optional.of(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Deletes a lock file that was left behind. Only one process at a time may do so, or a second one would
    /// delete the lock that the first one takes next; so there is a lock file for this, too.
    private static Found sweep(Path file, LockHolder here) throws IOException {
        Path turn = file.resolveSibling(file.getFileName() + ".turn");
        Optional<FileChannel> channel = create(turn, here);
        if (channel.isEmpty()) {
            if (Files.exists(turn)) sweep(turn, here);
            return Found.BUSY;
        }
        try {
            FileTime now = Files.getLastModifiedTime(turn); // by the clock of the file system
            if (!isLeft(file, now)) return Found.HELD;
            Files.deleteIfExists(file);
            return Found.GONE;
        } catch (NoSuchFileException e) {
            return Found.GONE;
        } finally {
            channel.get().close();
            Files.deleteIfExists(turn);
        }
    }

    /// True if nobody holds the lock of this file any more.
    private static boolean isLeft(Path file, FileTime now) throws IOException {
        // opened before its time is asked for: a network file system then asks its server
        if (LockHolder.parse(text(file)).map(LockHolder::isGone).orElse(false)) return true;
        return Files.getLastModifiedTime(file).toInstant().plus(SILENCE).isBefore(now.toInstant());
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }

    private static Optional<LockHolder> holder(Path file) {
        try {
            return LockHolder.parse(text(file));
        } catch (IOException e) {
            return Optional.empty(); // given back at this moment
        }
    }

    private static InUse inUse(Path folder, Path file) {
        Optional<LockHolder> holder = holder(file);
        boolean isHere = holder.map(LockHolder::isHere).orElse(false);
        return new InUse(folder, holder.map(LockHolder::name).orElse("another process")
                + "; wait until it has ended" + (isHere
                        ? ""
                        : " (its lock is taken over after " + SILENCE.toMinutes()
                                + " minutes without a sign of life)"));
    }

    /// The sign of life: the last byte is written again.
    void beat() {
        try {
            channel.write(ByteBuffer.wrap(new byte[]{'\n'}), holder.text().length() - 1L);
            channel.force(false);
        } catch (IOException e) {
            // the disk may be back at the next beat; requireHeld tells whether the lock is lost
        }
    }

    private boolean isOurs() { return holder(file).equals(Optional.of(holder)); }

    /// Gives the folder back.
    @Override
    public void close() throws IOException {
        beats.cancel(false);
        HELD.remove(file, this);
        channel.close(); // before it is deleted: NFS would keep an open file under another name
        if (isOurs()) Files.deleteIfExists(file);
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
