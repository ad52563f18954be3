package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    private Path folder = Path.of("");

    /// Fills a temporary folder in the folder of the first argument, says its name and waits.
    public static void main(String[] arguments) throws IOException {
        try (TemporaryFolder made = TemporaryFolder.in(Path.of(arguments[0]), "trial")) {
            WholeFile.writeText(made.folder().resolve("run/a/b.txt"), "b");
            System.out.println(made.folder());
            while (System.in.read() >= 0) {
            }
        }
    }

    @Test
    void it_is_deleted_with_all_it_holds_and_nothing_else_is() throws IOException {
        Path others = Files.createDirectories(folder.resolve(".trial-1/mine"));
        Path file = Files.writeString(folder.resolve(".trial-2"), "a file");
        Path outside = Files.writeString(folder.resolve("outside.txt"), "stays");
        try (TemporaryFolder made = TemporaryFolder.in(folder, "trial")) {
            WholeFile.writeText(made.folder().resolve("a/b/c.txt"), "c");
            Files.createSymbolicLink(made.folder().resolve("link"), folder);
            try (TemporaryFolder second = TemporaryFolder.in(folder, "trial")) {
                assertThat(second.folder()).isNotEqualTo(made.folder());
            }
            assertThat(made.folder().resolve("a/b/c.txt")).as("in use").exists();
        }
        assertThat(others).isDirectory();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(others.getParent(), file, outside);
        }
    }

    @Test
    void what_a_killed_process_left_is_deleted_by_the_next_one() throws Exception {
        Process killed = new ProcessBuilder(
                ChildJava.command(List.of(), TemporaryFolderTest.class.getName(), folder.toString())).start();
        Path left = Path.of(Objects.requireNonNull(
                new BufferedReader(killed.inputReader(StandardCharsets.UTF_8)).readLine()));
        assertThat(left.resolve("run/a/b.txt")).exists();
        TemporaryFolder.in(folder, "trial").close();
        assertThat(left.resolve("run/a/b.txt")).as("its process lives").exists();
        killed.destroyForcibly().waitFor();
        TemporaryFolder.in(folder, "trial").close();
        assertThat(folder).isEmptyDirectory();
    }
}
