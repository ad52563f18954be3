package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged copies of the files that other tools made: each gives an image or an [IOException] that names it.
class DamagedFormatsTest {
    private static final Path FOLDER = Path.of("src/test/resources/formats");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void some_damaged_files_are_read_or_refused() throws IOException { damage(12); }

    @Test
    @Tag("slow")
    void many_damaged_files_are_read_or_refused() throws IOException { damage(300); }

    private void damage(int times) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(FOLDER)) {
            files = all.filter(f -> Files.isRegularFile(f) && !f.toString().matches(".*\\.(tsv|md|txt|raw)"))
                    .sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(80);
        int refused = 0;
        for (Path original : files) {
            byte[] whole = Files.readAllBytes(original);
            var random = new SplittableRandom(original.getFileName().toString().hashCode());
            for (int i = 0; i < times; i++) {
                Path file = folder.resolve(original.getFileName().toString());
                byte[] damaged = damaged(whole, random);
                Files.write(file, damaged);
                try {
                    assertThat(Volumes.read(file).values()).isNotEmpty();
                } catch (IOException e) {
                    refused++;
                    assertThat(e.getMessage()).as("%s, damage %d", original, i)
                            .contains(file.getFileName().toString());
                } catch (RuntimeException | Error e) {
                    fail("%s, damage %d, gave %s at %s".formatted(original, i, e, e.getStackTrace()[0]), e);
                }
            }
        }
        assertThat(refused).isGreaterThan(files.size() * times / 4);
    }

    /// One to three bytes or small numbers changed, most of them near the beginning, or the end cut off.
    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        if (random.nextInt(6) == 0) return Arrays.copyOf(whole, random.nextInt(whole.length));
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 600) : bytes.length);
            byte value = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
            for (int k = at; k < Math.min(bytes.length, at + (1 << random.nextInt(4))); k++) {
                bytes[k] = value;
            }
        }
        return bytes;
    }
}
