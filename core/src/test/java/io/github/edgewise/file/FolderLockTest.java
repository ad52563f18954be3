package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder = Path.of("");

    /// Takes the lock of the first argument's folder, says so, and holds it until its input ends.
    public static void main(String[] arguments) throws IOException {
        try (FolderLock lock = FolderLock.take(Path.of(arguments[0]))) {
            System.out.println("taken " + lock.getClass().getSimpleName());
            while (System.in.read() >= 0) {
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    private static Process holder(Path folder) throws IOException {
        return new ProcessBuilder(
                ChildJava.command(List.of(), FolderLockTest.class.getName(), folder.toString()))
                .redirectErrorStream(true).start();
    }

    private static String line(Process process) throws IOException {
        return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void a_second_process_is_refused_and_told_who_holds_the_folder() throws Exception {
        Path run = folder.resolve("run");
        try (FolderLock lock = FolderLock.take(run)) {
            assertThat(lock).isNotNull();
            for (int i = 0; i < 2; i++) { // the first one that is refused does not end the lock
                assertThat(line(holder(run)))
                        .matches("\\Q" + run + "\\E is in use by process " + ProcessHandle.current().pid()
                                + " on \\S+ since \\d{4}-.*Z; wait until it has ended, or name another folder");
            }
        }
        assertThat(FolderLock.isHeld(run)).isFalse();
        Process next = holder(run);
        assertThat(line(next)).isEqualTo("taken FolderLock");
        assertThat(FolderLock.isHeld(run)).isTrue();
        assertThat(line(holder(run))).as("to ask ends no lock")
                .contains("is in use by process " + next.pid());
        assertThatThrownBy(() -> FolderLock.take(run)).isInstanceOf(IOException.class)
                .hasMessageContaining("in use by process " + next.pid() + " on ");
        next.outputWriter().close();
        assertThat(next.waitFor(30, TimeUnit.SECONDS)).isTrue();
        FolderLock.take(run).close();
        assertThat(FolderLock.isHeld(run)).isFalse();
    }

    @Test
    void the_lock_of_a_killed_process_is_taken_over() throws Exception {
        Process killed = holder(folder);
        assertThat(line(killed)).isEqualTo("taken FolderLock");
        killed.destroyForcibly().waitFor();
        assertThat(folder.resolve(".lock")).content().startsWith(killed.pid() + " ");
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThat(folder.resolve(".lock")).content().startsWith(ProcessHandle.current().pid() + " ");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_second_holder_in_the_same_process_is_refused_through_a_link_too() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), run);
        try (FolderLock lock = FolderLock.take(run)) {
            assertThat(lock).isNotNull();
            for (Path same : new Path[]{run, link, folder.resolve("./run")}) {
                assertThatThrownBy(() -> FolderLock.take(same))
                        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
            }
            FolderLock.take(folder.resolve("other")).close();
        }
        FolderLock.take(link).close();
    }

    @Test
    void folders_that_were_made_for_a_lock_go_with_it_unless_they_are_used() throws IOException {
        FolderLock.take(folder.resolve("a/b/c")).close();
        assertThat(folder).isEmptyDirectory();
        try (FolderLock lock = FolderLock.take(folder.resolve("a/b/c"))) {
            Files.writeString(folder.resolve("a/b/result"), "kept");
            assertThat(lock).isNotNull();
        }
        assertThat(folder.resolve("a/b/c")).doesNotExist();
        assertThat(folder.resolve("a/b/result")).exists();
    }

    private Path lockFile() { return folder.resolve(".lock"); }

    /// The lock of a process on another machine, with its last sign of life so long ago.
    private void foreign(Duration age) throws IOException {
        Files.writeString(lockFile(), "12 node7 2026-01-02T03:04:05Z boot-of-node7 an-id\n");
        Files.setLastModifiedTime(lockFile(), FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void the_lock_of_another_machine_counts_until_it_is_silent_for_five_minutes() throws IOException {
        foreign(FolderLock.SILENCE.minusSeconds(60));
        assertThat(FolderLock.isHeld(folder)).isTrue();
        assertThatThrownBy(() -> FolderLock.take(folder)).hasMessage(folder + " is in use by process 12 on "
                + "node7 since 2026-01-02T03:04:05Z; wait until it has ended (its lock is taken over after 5 "
                + "minutes without a sign of life), or name another folder");
        assertThat(lockFile()).content().startsWith("12 node7 ");
        foreign(FolderLock.SILENCE.plusSeconds(60));
        assertThat(FolderLock.isHeld(folder)).isFalse();
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.isHeld(folder)).isTrue();
            assertThat(lockFile()).content().startsWith(ProcessHandle.current().pid() + " ");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_sign_of_life_changes_the_time_of_the_file_and_nothing_else() throws IOException {
        try (FolderLock lock = FolderLock.take(folder)) {
            String text = Files.readString(lockFile());
            Files.setLastModifiedTime(lockFile(), FileTime.from(Instant.now().minusSeconds(3600)));
            assertThat(FolderLock.isHeld(folder)).as("it was frozen").isFalse();
            lock.beat();
            assertThat(FolderLock.isHeld(folder)).isTrue();
            assertThat(lockFile()).hasContent(text);
        }
    }

    @Test
    void a_holder_that_was_frozen_learns_that_another_one_has_taken_over() throws IOException {
        try (FolderLock lock = FolderLock.take(folder)) {
            FolderLock.requireHeld(folder);
            Files.delete(lockFile());
            foreign(Duration.ZERO);
            assertThatThrownBy(() -> FolderLock.requireHeld(folder)).isInstanceOf(IOException.class)
                    .hasMessageContaining(folder + " is no longer held by this process")
                    .hasMessageContaining("it is held by process 12 on node7");
            lock.beat();
        }
        assertThat(lockFile()).as("the lock of the other one stays").content().startsWith("12 node7 ");
    }

    @Test
    void of_many_that_find_a_lock_left_behind_only_one_takes_it() throws Exception {
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 40; round++) {
                foreign(FolderLock.SILENCE.plusSeconds(60));
                if (round % 2 == 0) { // who should have deleted it was killed
                    Files.copy(lockFile(), folder.resolve(".lock.turn"), StandardCopyOption.COPY_ATTRIBUTES);
                }
                var taken = new ConcurrentLinkedQueue<FolderLock>();
                List<Callable<Boolean>> all = Collections.nCopies(8, () -> {
                    try {
                        return taken.add(FolderLock.take(folder));
                    } catch (IOException e) {
                        assertThat(e).hasMessageContaining("is in use by ");
                        return false;
                    }
                });
                for (Future<Boolean> one : pool.invokeAll(all)) {
                    one.get();
                }
                assertThat(taken).as("round %d", round).hasSize(1);
                taken.remove().close();
                assertThat(folder).isEmptyDirectory();
            }
        }
    }

    @Test
    void who_waits_gets_the_lock_as_soon_as_it_is_free() throws Exception {
        var counter = new int[1];
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> all = Collections.nCopies(40, () -> {
                try (FolderLock lock = FolderLock.take(folder, Duration.ofSeconds(60))) {
                    assertThat(lock).isNotNull();
                    return ++counter[0];
                }
            });
            var seen = new TreeSet<Integer>();
            for (Future<Integer> one : pool.invokeAll(all)) {
                seen.add(one.get());
            }
            assertThat(seen).hasSize(40);
        }
    }

    @Test
    void a_lock_file_with_other_text_counts_until_it_is_old() throws IOException {
        Files.writeString(lockFile(), "");
        assertThatThrownBy(() -> FolderLock.take(folder)).hasMessageContaining("in use by another process");
        Files.setLastModifiedTime(lockFile(),
                FileTime.from(Instant.now().minus(FolderLock.SILENCE.plusSeconds(60))));
        FolderLock.take(folder).close();
        assertThat(folder).isEmptyDirectory();
    }
}
