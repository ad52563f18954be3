package io.github.edgewise.file;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// Who holds a [FolderLock], as its file says.
///
/// @param process its number
/// @param host the name of its host
/// @param since as UTC
/// @param machine what tells apart process tables of one host name, such as those of two containers
/// @param id different for every lock
record LockHolder(long process, String host, String since, String machine, String id) {
    private static final String THIS_HOST = hostName();
    private static final String THIS_MACHINE = machineName();

    static LockHolder thisProcess() {
        return new LockHolder(ProcessHandle.current().pid(), THIS_HOST,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), THIS_MACHINE,
                UUID.randomUUID().toString());
    }

    /// The holder of a text; nothing for any other text.
    static Optional<LockHolder> parse(String text) {
        String[] words = text.strip().split(" ", -1);
        if (words.length != 5 || !words[0].matches("\\d{1,18}")) return Optional.empty();
        return Optional.of(new LockHolder(Long.parseLong(words[0]), words[1], words[2], words[3], words[4]));
    }

    private static String hostName() {
        try {
            return word(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// Two hosts may have one name and two containers one kernel. On Linux, the start of the kernel and the
    /// process table have numbers; elsewhere the name of the host has to do.
    private static String machineName() {
        try {
            return word(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        } catch (IOException | UnsupportedOperationException e) {
            return "-";
        }
    }

    private static String word(String text) { return text.replaceAll("\\s", "_"); }

    String text() { return process + " " + host + " " + since + " " + machine + " " + id + "\n"; }

    /// In words.
    String name() { return "process " + process + " on " + host + " since " + since; }

    /// True if its process is one of this machine.
    boolean isHere() { return host.equals(THIS_HOST) && machine.equals(THIS_MACHINE); }

    /// True if its process certainly has ended.
    boolean isGone() {
        return isHere() && !ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }
}
