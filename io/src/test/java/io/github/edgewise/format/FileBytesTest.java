package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    /// A NIfTI file of 2 x 2 voxels with a GiB of zeros behind them, packed into one MiB.
    private Path bomb(float start) throws IOException {
        Path file = folder.resolve("bomb.nii.gz");
        Path small = folder.resolve("small.nii");
        Volumes.write(small, new LabelMap(Grid.of(Shape.of(2, 2)), 2, new byte[]{0, 1, 1, 0}));
        byte[] header = Files.readAllBytes(small);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putFloat(108, start);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(header);
            byte[] zeros = new byte[MIB];
            for (int i = 0; i < 1024; i++) {
                out.write(zeros);
            }
        }
        assertThat(Files.size(file)).isLessThan(2 * MIB);
        return file;
    }

    @Test
    @Timeout(60)
    void a_bomb_is_unpacked_only_as_far_as_its_header_says() throws IOException {
        Path file = bomb(352);
        long start = System.nanoTime();
        assertThat(Volumes.read(file).values()).containsExactly(0, 1, 1, 0);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(1);
        Path far = bomb(1e9f);
        assertThatThrownBy(() -> Volumes.read(far)).isInstanceOf(IOException.class)
                .hasMessageContaining("its voxels would begin at byte 1000000000");
    }

    @Test
    void no_more_memory_is_taken_than_compressed_bytes_can_fill() throws IOException {
        Path file = Files.write(folder.resolve("a.gz"), FuzzTest.gzip(new byte[100]));
        long most = Files.size(file) * 1032;
        try (FileBytes in = FileBytes.open(file)) {
            assertThatThrownBy(() -> in.voxels(VoxelType.UINT8, ByteOrder.LITTLE_ENDIAN, most + 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is cut off: " + (most + 1));
            assertThatThrownBy(() -> in.voxels(VoxelType.UINT8, ByteOrder.LITTLE_ENDIAN, 101))
                    .hasMessage(file + " is cut off: 101 bytes of voxels were expected, but only 100 came");
        }
    }

    @Test
    void voxels_are_scaled_and_what_is_rounded_is_told() throws IOException {
        byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1).putDouble(0.5)
                .array();
        try (var in = new FileBytes(folder, new ByteArrayInputStream(bytes), 16)) {
            assertThat(in.voxels(VoxelType.FLOAT64, ByteOrder.LITTLE_ENDIAN, 1, 10, 1)[0]).isCloseTo(2,
                    within(1e-6f));
            assertThat(in.warnings()).isEmpty();
        }
        try (var in = new FileBytes(folder, new ByteArrayInputStream(bytes), 16)) {
            assertThat(in.voxels(VoxelType.FLOAT64, ByteOrder.LITTLE_ENDIAN, 2)).containsExactly(0.1f, 0.5f);
            assertThat(in.warnings()).containsExactly("some values are rounded to 32-bit floats");
        }
    }

    @Test
    void a_tail_that_is_no_gzip_member_is_passed_over() throws IOException {
        byte[] packed = FuzzTest.gzip(new byte[]{1, 2, 3});
        byte[] longer = Arrays.copyOf(packed, packed.length + 50);
        Path file = Files.write(folder.resolve("a.gz"), longer);
        try (FileBytes in = FileBytes.open(file)) {
            assertThat(in.next(3, "bytes")).containsExactly(1, 2, 3);
            in.finish();
        }
        assertThat(FileBytes.head(file)).containsExactly(1, 2, 3);
        assertThat(FileBytes.head(Files.write(file, new byte[]{0x1f, (byte) 0x8b, 8}))).isEmpty();
    }
}
