package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void a_lock_file_with_other_text_is_no_hindrance() throws IOException {
        Files.writeString(folder.resolve(".lock"), "what is this");
        try (FolderLock lock = FolderLock.take(folder)) {
            assertThat(lock).isNotNull();
        }
    }
}
