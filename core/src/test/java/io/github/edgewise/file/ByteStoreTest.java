package io.github.edgewise.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteStoreTest {
    private static final long PIECE = 1L << 30;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void copies_bytes_and_little_endian_floats_of_an_array() {
        byte[] bytes = new byte[12];
        ByteStore store = ByteStore.of(bytes);
        store.put(1, new float[]{9, 1.5f, -2}, 1, 2);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(4)).isEqualTo(1.5f);
        float[] back = new float[3];
        store.slice(4, 8).get(0, back, 1, 2);
        assertThat(back).containsExactly(0, 1.5f, -2);
        store.put(2, new byte[]{7, 8, 9}, 1, 2);
        byte[] read = new byte[2];
        store.get(2, read, 0, 2);
        assertThat(read).containsExactly(8, 9);
    }

    @Test
    void a_copy_may_cross_the_pieces_of_a_mapped_file() throws IOException {
        Path file = folder.resolve("sparse");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
                ByteStore store = ByteStore.map(channel, MapMode.READ_WRITE, 352, PIECE + 64)) {
            store.put(PIECE - 3, new byte[]{1, 2, 3, 4, 5, 6}, 0, 6);
            byte[] read = new byte[6];
            store.get(PIECE - 3, read, 0, 6);
            assertThat(read).containsExactly(1, 2, 3, 4, 5, 6);
            ByteStore part = store.slice(PIECE - 8, 32);
            part.put(0, new float[]{1, 2, 3, 4}, 0, 4);
            float[] floats = new float[4];
            store.get(PIECE / 4 - 2, floats, 0, 4);
            assertThat(floats).containsExactly(1, 2, 3, 4);
        }
        assertThat(Files.size(file)).isEqualTo(352 + PIECE + 64);
    }

    @Test
    void what_lies_outside_is_refused() {
        ByteStore store = ByteStore.of(new byte[8]);
        assertThatThrownBy(() -> store.get(5, new byte[4], 0, 4))
                .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("outside of the 8 bytes");
        assertThatThrownBy(() -> store.slice(4, 4).put(1, new float[1], 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> store.slice(-1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
