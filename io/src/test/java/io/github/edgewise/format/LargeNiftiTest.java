package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeNiftiTest {
    private static final Grid GRID = Grid.of(Shape.of(3, 4, 5), new Spacing(2, 1, 0.5));

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"labels.nii", "labels.nii.gz"})
    void reads_the_labels_that_the_ordinary_reader_reads(String name) throws IOException {
        byte[] labels = new byte[60];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 4);
        }
        Path file = folder.resolve(name);
        Volumes.write(file, new LabelMap(GRID, 4, labels));
        assertThat(read(file)).isEqualTo(labels);
        float[] values = new float[60];
        for (int i = 0; i < labels.length; i++) {
            values[i] = i % 4;
        }
        Volumes.write(file, new Volume(GRID, values)); // float32
        assertThat(read(file)).isEqualTo(labels);
        assertThat(files()).containsExactly(name);
    }

    @Test
    void a_mask_of_0_and_255_has_two_classes() throws IOException {
        byte[] labels = new byte[60];
        labels[7] = (byte) 255;
        Path file = folder.resolve("mask.nii");
        Volumes.write(file, new LabelMap(GRID, 256, labels));
        byte[] expected = new byte[60];
        expected[7] = 1;
        assertThat(read(file)).isEqualTo(expected);
        try (LargeNifti.Labels read = LargeNifti.labels(file, file, share -> {})) {
            assertThat(read.classes()).isEqualTo(2);
        }
    }

    /// Linux lists what is mapped, also files that were deleted.
    @Test
    void scratch_is_freed_whatever_ends_the_reading() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "no list of what is mapped");
        Path file = folder.resolve("ended.nii");
        Volumes.write(file, new LabelMap(GRID, 2, new byte[60]));
        assertThatThrownBy(() -> LargeNifti.labels(file, file, share -> {
            throw new IllegalStateException("stop");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllLines(maps, StandardCharsets.ISO_8859_1))
                .noneMatch(line -> line.contains(".ended.nii.") && line.contains("scratch"));
        try (LargeNifti.Labels open = LargeNifti.labels(file, file, share -> {})) {
            assertThat(Files.readAllLines(maps, StandardCharsets.ISO_8859_1))
                    .as("the list shows " + open.grid())
                    .anyMatch(line -> line.contains(".ended.nii.") && line.contains("scratch"));
        }
    }

    @Test
    void says_which_voxel_is_no_label_and_when_a_file_is_cut_off() throws IOException {
        float[] values = new float[60];
        values[31] = 1.5f;
        Path file = folder.resolve("image.nii");
        Volumes.write(file, new Volume(GRID, values));
        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class)
                .hasMessage(
                        "a label must be a whole number from 0 to 255, but voxel (1, 2, 1) of image.nii is 1.5");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 400));
        assertThatThrownBy(() -> read(file))
                .hasMessageContaining("is cut off: 240 bytes of voxels were expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.nii", "maps.nii.gz"})
    void what_is_written_is_read_back(String name) throws IOException {
        Path file = folder.resolve(name);
        LargeNifti.write(file, GRID, 2, folder, values -> {
            for (int i = 0; i < 120; i++) {
                values.put(i, new float[]{i / 3f}, 0, 1);
            }
        });
        Volume back = Volumes.read(file);
        assertThat(back.channels()).isEqualTo(2);
        assertThat(back.grid().spacing()).isEqualTo(GRID.spacing());
        for (int i = 0; i < 120; i++) {
            assertThat(back.values()[i]).isEqualTo(i / 3f);
        }
        assertThat(files()).containsExactly(name);
    }

    @Test
    void files_are_known_by_their_bytes_and_not_by_their_names() throws IOException {
        Path file = folder.resolve("labels.nii");
        Volumes.write(file, new LabelMap(GRID, 4, new byte[60]));
        Path nameless = Files.copy(file, folder.resolve("labels"));
        Path text = Files.writeString(folder.resolve("text.nii"), "no image");
        assertThat(LargeNifti.reads(file)).isTrue();
        assertThat(LargeNifti.reads(nameless)).isTrue();
        assertThat(LargeNifti.reads(text)).isFalse();
        assertThat(LargeNifti.reads(folder.resolve("none.nii"))).isFalse();
        assertThat(LargeNifti.writes(file)).isTrue();
        assertThat(LargeNifti.writes(nameless)).isFalse();
    }

    @Test
    void makes_the_folder_it_writes_to() throws IOException {
        Path file = folder.resolve("new/folder/maps.nii");
        LargeNifti.write(file, GRID, 1, folder, values -> {});
        assertThat(Volumes.read(file).values()).hasSize(60).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.nii", "maps.nii.gz"})
    void where_the_content_fails_nothing_is_left_behind(String name) throws IOException {
        assertThatThrownBy(() -> LargeNifti.write(folder.resolve(name), GRID, 1, folder, values -> {
            throw new IOException("no more");
        })).hasMessage("cannot write " + folder.resolve(name) + ": no more");
        assertThat(files()).isEmpty();
    }

    @Test
    void a_map_larger_than_the_disk_is_refused_before_the_first_byte() {
        Grid huge = Grid.of(Shape.of(30_000, 30_000, 30_000));
        assertThatThrownBy(() -> LargeNifti.write(folder.resolve("huge.nii"), huge, 1, folder, values -> {}))
                .isInstanceOf(IOException.class).hasMessageContaining("MiB are free there");
        assertThat(files()).isEmpty();
    }

    private byte[] read(Path file) throws IOException {
        try (LargeNifti.Labels read = LargeNifti.labels(file, folder.resolve("out.nii"), share -> {})) {
            byte[] labels = new byte[Math.toIntExact(read.labels().size())];
            read.labels().get(0, labels, 0, labels.length);
            return labels;
        }
    }

    private String[] files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString()).toArray(String[]::new);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
