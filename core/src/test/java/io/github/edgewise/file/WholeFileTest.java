package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_write_that_fails_half_way_says_where_and_leaves_the_older_file_alone() throws IOException {
        Path file = folder.resolve("scores.csv");
        WholeFile.write(file, out -> out.write(7));
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
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
        WholeFile.write(file, out -> out.write(1));
        assertThat(file).hasSize(1);
    }

    @Test
    void writers_of_one_target_do_not_disturb_each_other() throws Exception {
        Path file = folder.resolve("target");
        try (var pool = Executors.newFixedThreadPool(4)) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 40; i++) {
                byte[] content = new byte[50_000];
                Arrays.fill(content, (byte) i);
                all.add(pool.submit(() -> {
                    WholeFile.write(file, out -> out.write(content));
                    return null;
                }));
                byte[] seen = Files.exists(file) ? Files.readAllBytes(file) : content;
                assertThat(seen).hasSize(50_000);
                assertThat(new String(seen, StandardCharsets.ISO_8859_1).chars().distinct()).hasSize(1);
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void long_names_have_room_for_their_part_file() throws IOException {
        Path file = folder.resolve("n".repeat(240) + ".nii.gz");
        WholeFile.writeText(file, "all");
        assertThat(file).hasContent("all");
    }

    @Test
    void a_pipe_or_a_folder_is_not_replaced() throws Exception {
        Path pipe = folder.resolve("pipe.csv");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: there is no mkfifo");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThatThrownBy(() -> WholeFile.writeText(pipe, "x")).isInstanceOf(IOException.class)
                .hasMessageContaining("pipe.csv").hasMessageContaining("pipe or device");
        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThatThrownBy(() -> WholeFile.writeText(folder, "x")).isInstanceOf(IOException.class)
                .hasMessageContaining("a folder has this name");
    }

    @Test
    void of_a_pair_both_files_stay_as_they_were_if_one_cannot_be_written() throws IOException {
        Path header = folder.resolve("a.hdr");
        Path data = folder.resolve("a.img");
        WholeFile.writePair(data, out -> out.write(1), header, out -> out.write(2));
        WholeFile.Content full = out -> {
            throw new IOException("No space left on device");
        };
        assertThatThrownBy(() -> WholeFile.writePair(data, full, header, out -> out.write(4)))
                .hasMessage("cannot write " + data + ": No space left on device");
        assertThatThrownBy(() -> WholeFile.writePair(data, out -> out.write(3), header, full))
                .hasMessage("cannot write " + header + ": No space left on device");
        assertThat(Files.readAllBytes(data)).containsExactly(1);
        assertThat(Files.readAllBytes(header)).containsExactly(2);
        WholeFile.writePair(data, out -> out.write(3), header, out -> out.write(4));
        assertThat(Files.readAllBytes(data)).containsExactly(3);
        assertThat(Files.readAllBytes(header)).containsExactly(4);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(data, header);
        }
    }
}
