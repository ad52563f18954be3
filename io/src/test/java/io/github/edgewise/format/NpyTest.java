package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
    @TempDir
    Path folder;

    /// A file of version 1.0, its header not padded.
    private Path file(String name, String dict, byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex("934e554d50590100"));
        bytes.write(dict.length() + 1);
        bytes.write(0);
        bytes.write((dict + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.write(data);
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static String dict(String descr, boolean fortran, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape
                + ", }";
    }

    @ParameterizedTest
    @CsvSource({"|u1, 01ff, 1, 255, uint8", "|i1, 01ff, 1, -1, int8", "|b1, 0001, 0, 1, uint8",
        "<u2, 0100ffff, 1, 65535, uint16", ">i2, 0001ffff, 1, -1, int16",
        ">i4, 00000001fffffffe, 1, -2, int32",
        "<f2, 003c00c0, 1, -2, float16", "<f4, 0000803f000000c0, 1, -2, float32",
        ">f8, 3ff0000000000000c000000000000000, 1, -2, float64",
        "<u8, 0100000000000000ffffffffffffffff, 1, 18446744073709551616, uint64"})
    void every_number_type_is_read(String descr, String hex, float first, float second, String type)
            throws IOException {
        Path file = file("a.npy", dict(descr, false, "(1, 2)"), HexFormat.of().parseHex(hex));
        Stored s = Volumes.stored(file);
        assertThat(s.volume().values()).containsExactly(first, second);
        assertThat(s.type()).isEqualTo(type);
        assertThat(s.volume().grid()).isEqualTo(Grid.of(Shape.of(1, 2), Spacing.UNIT));
    }

    @Test
    void c_and_fortran_order_give_the_same_volume() throws IOException {
        byte[] c = new byte[24];
        byte[] fortran = new byte[24];
        for (int z = 0; z < 2; z++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    c[(z * 3 + y) * 4 + x] = (byte) (100 * z + 10 * y + x);
                    fortran[(x * 3 + y) * 2 + z] = (byte) (100 * z + 10 * y + x);
                }
            }
        }
        Volume a = Volumes.read(file("c.npy", dict("|u1", false, "(2, 3, 4)"), c));
        Volume b = Volumes.read(file("f.npy", dict("|u1", true, "(2, 3, 4)"), fortran));
        assertThat(a.at(0, 1, 2, 3)).isEqualTo(123);
        assertThat(b.values()).isEqualTo(a.values());
        assertThat(b.grid()).isEqualTo(a.grid());
    }

    @Test
    void what_is_written_is_read_back() throws IOException {
        Path file = folder.resolve("v.npy");
        for (Volume volume : RoundTrip.volumes()) {
            Volumes.write(file, volume);
            assertThat(Volumes.read(file).values()).isEqualTo(volume.values());
            assertThat(Volumes.read(file).grid()).isEqualTo(Grid.of(volume.grid().shape()));
        }
        LabelMap labels = RoundTrip.labels();
        Volumes.write(file, labels);
        assertThat(Volumes.readLabels(file, LabelRule.AS_STORED).labels()).isEqualTo(labels.labels());
        byte[] bytes = Files.readAllBytes(file);
        assertThat((bytes.length - labels.labels().length) % 64).isZero();
        assertThat(new String(bytes, 10, 70, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '|u1', 'fortran_order': False, 'shape': (5, 7, 9), }");
        assertThatThrownBy(() -> Volumes.write(file, RoundTrip.volume(Grid.of(Shape.of(3, 4)), 2)))
                .hasMessageContaining("write .nrrd");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"(3,)|but only [H, W]", "()|but only [H, W]", "(1, 1, 1, 1, 1)|but only [H, W]",
                "(0, 3)|0 voxels", "(70000, 70000)|more than 2^31",
                "(99999999999999999999, 2)|more than 2^31",
                "(30, 30)|cut off: 900 bytes of voxels were expected, but only 6 came",
                "(x, 2)|not a plain array"})
    void a_wrong_shape_is_named(String shape, String message) throws IOException {
        Path file = file("a.npy", dict("|u1", false, shape), new byte[6]);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("a.npy").hasMessageContaining(message);
    }

    @Test
    void objects_and_complex_numbers_are_not_read() throws IOException {
        assertThatThrownBy(() -> Volumes.read(file("a.npy", dict("|O", false, "(1, 2)"), new byte[6])))
                .hasMessageContaining("dtype O");
        assertThatThrownBy(() -> Volumes.read(file("a.npy", dict("<c8", false, "(1, 2)"), new byte[16])))
                .hasMessageContaining("dtype c8");
        assertThatThrownBy(() -> Volumes.read(file("a.npy", "{'descr': [('a', '<f4')], }", new byte[16])))
                .hasMessageContaining("not a plain array");
    }
}
