package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFolderTest {
    @TempDir
    private Path folder = Path.of("");

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
        }
    }

    private static void two(Path part) throws IOException {
        Files.writeString(part.resolve("a"), "1");
        Files.writeString(Files.createDirectory(part.resolve("in")).resolve("b"), "2");
    }

    @Test
    void a_new_or_empty_folder_is_filled() throws IOException {
        Path deep = folder.resolve("x/y");
        WholeFolder.fill(deep, WholeFolderTest::two);
        assertThat(names(deep)).containsExactly("a", "in");
        assertThat(names(folder.resolve("x"))).containsExactly("y");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), empty);
        WholeFolder.fill(link, WholeFolderTest::two);
        assertThat(link).isSymbolicLink();
        assertThat(names(empty)).containsExactly("a", "in");
        assertThat(names(folder)).containsExactly("empty", "link", "x");
    }

    @Test
    void nothing_is_mixed_with_other_files() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Files.writeString(used.resolve(".hidden"), "old");
        assertThatThrownBy(() -> WholeFolder.fill(used, WholeFolderTest::two)).isInstanceOf(IOException.class)
                .hasMessageContaining("used is not empty, it holds .hidden");
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> WholeFolder.fill(file, WholeFolderTest::two)).isInstanceOf(IOException.class)
                .hasMessageContaining("is a file");
        assertThat(names(used)).containsExactly(".hidden");
        assertThat(file).hasContent("old");
    }

    @Test
    void a_failure_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> WholeFolder.fill(folder.resolve("new"), part -> {
            two(part);
            throw new IOException("disk full");
        })).hasMessage("disk full");
        assertThat(names(folder)).isEmpty();
        Path raced = folder.resolve("raced");
        assertThatThrownBy(() -> WholeFolder.fill(raced, part -> {
            two(part);
            Files.writeString(Files.createDirectory(raced).resolve("theirs"), "1");
        })).hasMessageContaining("it holds theirs");
        assertThat(names(folder)).containsExactly("raced");
    }
}
