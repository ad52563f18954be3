package io.github.edgewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_write_that_fails_half_way_says_where_and_leaves_the_older_file_alone() throws IOException {
        Path file = folder.resolve("scores.csv");
        AtomicFile.write(file, out -> out.write(7));
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
            out.write(new byte[100_000]);
            throw new IOException("No space left on device");
        })).hasMessage("cannot write " + file + ": No space left on device");
        assertThat(Files.readAllBytes(file)).containsExactly(7);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void makes_the_folder_it_lies_in() throws IOException {
        Path file = folder.resolve("a/b/c.txt");
        AtomicFile.write(file, out -> out.write(1));
        assertThat(file).hasSize(1);
    }
}
