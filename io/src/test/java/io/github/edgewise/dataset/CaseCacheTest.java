package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseCacheTest {
    @TempDir
    private Path folder = Path.of("");
    private int reads;

    private String read(CaseCache cache, Path file) throws IOException {
        return cache.get(String.class, List.of(file), "", String::length, () -> {
            reads++;
            return Files.readString(file);
        });
    }

    @Test
    void a_file_is_read_once_and_anew_when_it_has_changed() throws IOException {
        var cache = new CaseCache(100);
        Path file = Files.writeString(folder.resolve("a"), "first");
        assertThat(read(cache, file)).isSameAs(read(cache, file)).isEqualTo("first");
        assertThat(reads).isEqualTo(1);
        Files.writeString(file, "second one");
        assertThat(read(cache, file)).isEqualTo("second one");
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void what_was_used_least_recently_goes_first() throws IOException {
        var cache = new CaseCache(10);
        Path one = Files.writeString(folder.resolve("a"), "aaaa");
        Path two = Files.writeString(folder.resolve("b"), "bbbb");
        read(cache, one);
        read(cache, two);
        read(cache, one);
        read(cache, Files.writeString(folder.resolve("c"), "cccc"));
        reads = 0;
        read(cache, one);
        assertThat(reads).isZero();
        read(cache, two);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void nothing_is_kept_without_room() throws IOException {
        var cache = new CaseCache(0);
        Path file = Files.writeString(folder.resolve("a"), "aaaa");
        read(cache, file);
        read(cache, file);
        assertThat(reads).isEqualTo(2);
    }
}
