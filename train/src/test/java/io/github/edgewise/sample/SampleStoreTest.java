package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {
    private static final TargetSpec STAGED = new TargetSpec(5, Slices.NONE, TargetSpec.halved(2, false));

    @TempDir
    private Path folder;
    private int made;

    private static Sample sample(int seed, TargetSpec supervision) {
        var random = new SplittableRandom(seed);
        var shape = Shape.of(11 + seed, 14, 17);
        var spacing = new Spacing(2, 1, 1);
        var grid = new Grid(shape, spacing,
                new Orientation(List.of(1., 0.1, 0., -3., 0., 1., 0., 4., 0., 0.2, 2., 5.), 1));
        byte[] labels = new byte[grid.voxels()];
        float[] image = new float[2 * labels.length];
        for (int i = 0; i < image.length; i++) {
            if (i % 17 > 4 && i % 17 < 11 && i < labels.length) {
                labels[i] = (byte) Math.max(0, random.nextInt(12) - 9);
            }
            image[i] = random.nextFloat();
        }
        return new Sample("case " + seed, new Volume(grid, image), new LabelMap(grid, 3, labels),
                supervision);
    }

    private Sample stored(int seed, String key) throws IOException {
        return new SampleStore(folder).sample("case " + seed, key, () -> {
            made++;
            return sample(seed, STAGED);
        });
    }

    @Test
    void batches_of_a_store_are_those_of_memory_bit_for_bit() throws IOException {
        var deformed = new Augmentation(true, true, new Deformation(0.4, 20, 0.2, 0.1), Intensity.USUAL);
        for (TargetSpec supervision : List.of(STAGED, TargetSpec.LABELS,
                new TargetSpec(5, Slices.MAP_OF_SLICE, List.of(Size.ONE), ZeroLevel.REFERENCE),
                new TargetSpec(5, Slices.MAP_OF_VOLUME))) {
            var inMemory = new ArrayList<Sample>();
            var mapped = new ArrayList<Sample>();
            for (int i = 0; i < 3; i++) {
                Sample sample = sample(i, supervision);
                inMemory.add(sample);
                mapped.add(
                        new SampleStore(folder).sample(sample.name(), supervision.toString(), () -> sample));
            }
            Shape shape = supervision.isSliced() ? Shape.of(8, 8) : Shape.of(4, 8, 8);
            var patches = new Patches(shape, 0.5, deformed);
            try (var one = new Loader(inMemory, patches, 2, 3, 0, 1);
                    var other = new Loader(mapped, patches, 2, 3, 0, 2)) {
                for (int n = 0; n < 50; n++) {
                    assertSame(other.next(), one.next());
                }
            }
        }
    }

    private static void assertSame(Batch one, Batch other) {
        assertThat(one.images()).isEqualTo(other.images());
        assertThat(one.spacings()).isEqualTo(other.spacings());
        for (int s = 0; s < one.stages(); s++) {
            assertThat(one.truth(s).labels()).isEqualTo(other.truth(s).labels());
            assertThat(one.truth(s).distances()).isEqualTo(other.truth(s).distances());
            assertThat(one.truth(s).extents()).isEqualTo(other.truth(s).extents());
        }
    }

    @Test
    void a_stored_case_is_the_one_that_was_prepared() throws IOException {
        Sample mapped = stored(1, "a");
        Sample sample = sample(1, STAGED);
        assertThat(mapped.name()).isEqualTo(sample.name());
        assertThat(mapped.grid()).isEqualTo(sample.grid());
        assertThat(mapped.supervision()).isEqualTo(sample.supervision());
        assertThat(mapped.image().values()).isEqualTo(sample.image().values());
        assertThat(mapped.labels().labels()).isEqualTo(sample.labels().labels());
        assertThat(mapped.distances(2)).isEqualTo(sample.distances(2));
        assertThat(mapped.bytes()).isEqualTo(sample.bytes());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(new SampleStore(folder).file("case 1"));
        }
    }

    @Test
    void a_case_is_prepared_once_for_a_key_and_anew_for_another() throws IOException {
        stored(1, "a");
        stored(1, "a");
        assertThat(made).isEqualTo(1);
        stored(2, "a");
        assertThat(made).isEqualTo(2);
        stored(1, "b");
        assertThat(made).isEqualTo(3);
        stored(1, "b");
        stored(2, "a");
        assertThat(made).isEqualTo(3);
    }

    @Test
    void a_file_with_any_byte_flipped_or_cut_short_is_made_anew() throws IOException {
        stored(1, "a");
        Path file = new SampleStore(folder).file("case 1");
        byte[] whole = Files.readAllBytes(file);
        var random = new SplittableRandom(6);
        for (int trial = 0; trial < 80; trial++) {
            byte[] bytes = whole.clone();
            int at = trial < 40 ? trial : random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            made = 0;
            Sample sample = stored(1, "a");
            assertThat(made).as("byte " + at).isEqualTo(1);
            assertThat(sample.image().values()).isEqualTo(sample(1, STAGED).image().values());
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
        for (int length : new int[]{0, 7, 27, 31, 32, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            made = 0;
            stored(1, "a");
            assertThat(made).as("cut to " + length).isEqualTo(1);
        }
    }

    /// Tries to keep a case where there is no room for it; prints the message.
    public static void main(String[] arguments) {
        try {
            new SampleStore(Path.of(arguments[0])).sample("case 1", "a", () -> sample(1, STAGED));
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    @Test
    void a_full_disk_is_told_and_leaves_nothing_behind() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash to set a limit");
        Process process = new ProcessBuilder("/bin/bash", "-c", "ulimit -f 4; exec \"$@\"", "limited",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), SampleStoreTest.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("the prepared case case 1 of 1 MB").contains("File too large")
                .contains("choose another folder");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full here");
        assertThatThrownBy(() -> new SampleStore(full).sample("x", "a", () -> sample(1, STAGED)))
                .isInstanceOf(IOException.class).hasMessageContaining("cannot be kept in /dev/full");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it keeps mapped files as they are")
    void a_file_that_is_cut_short_while_it_is_used_is_named() throws IOException {
        List<Sample> samples = List.of(stored(1, "a"));
        try (FileChannel channel = FileChannel.open(new SampleStore(folder).file("case 1"),
                StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }
        var patches = new Patches(Shape.of(4, 8, 8), 0, Augmentation.NONE);
        try (var loader = new Loader(samples, patches, 2, 3, 0, 1)) {
            assertThatThrownBy(loader::next).isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the prepared file of case 1 can no longer be read");
        }
    }

    @Test
    void a_key_tells_files_and_settings_apart() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path two = Files.writeString(folder.resolve("two"), "22");
        String key = SampleStore.key(List.of(one, two), "plan");
        assertThat(SampleStore.key(List.of(one, two), "plan")).isEqualTo(key);
        assertThat(SampleStore.key(List.of(one, two), "other")).isNotEqualTo(key);
        assertThat(SampleStore.key(List.of(two, one), "plan")).isNotEqualTo(key);
        Files.writeString(two, "333");
        assertThat(SampleStore.key(List.of(one, two), "plan")).isNotEqualTo(key);
        assertThat(new SampleStore(folder).file("a/b")).hasParentRaw(folder)
                .isNotEqualTo(new SampleStore(folder).file("a_b"));
    }
}
