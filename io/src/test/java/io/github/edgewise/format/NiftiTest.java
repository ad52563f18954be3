package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiTest {
    @TempDir
    Path folder;

    /// A file of 2 x 1 x 3 voxels (x, y, z) built from the standard's offsets.
    private static byte[] file(ByteOrder order, int type, int bytes) {
        ByteBuffer f = ByteBuffer.allocate(352 + 6 * bytes).order(order);
        f.putInt(0, 348).putShort(40, (short) 3).putShort(42, (short) 2).putShort(44, (short) 1).putShort(46,
                (short) 3);
        f.putShort(70, (short) type).putShort(72, (short) (8 * bytes)).putFloat(108, 352);
        f.putFloat(80, 0.97f).putFloat(84, 2).putFloat(88, 5);
        f.put(344, "n+1\0".getBytes(StandardCharsets.ISO_8859_1));
        return f.array();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void reads_scaled_big_endian_shorts_with_x_fastest() throws IOException {
        byte[] bytes = file(ByteOrder.BIG_ENDIAN, 4, 2);
        ByteBuffer f = ByteBuffer.wrap(bytes);
        f.putFloat(112, 2).putFloat(116, -1);
        for (int i = 0; i < 6; i++) {
            f.putShort(352 + 2 * i, (short) (i - 3));
        }
        Volume v = Volumes.read(write("a.nii", bytes));
        assertThat(v.grid().shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(v.values()).containsExactly(-7, -5, -3, -1, 1, 3);
        assertThat(v.grid().spacing()).isEqualTo(new Spacing(5, 2, 0.97));
    }

    @Test
    void a_slope_of_zero_means_no_scaling() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        bytes[352] = (byte) 200;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(116, 9);
        assertThat(Volumes.read(write("a.nii", bytes)).values()[0]).isEqualTo(200);
    }

    @Test
    void the_sform_gives_spacing_and_micrometres_become_mm() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.putShort(254, (short) 2).put(123, (byte) 3);
        f.putFloat(284, 3000).putFloat(296, 4000).putFloat(320, 500).putFloat(324, 10); // x along +y, y along +x
        Volume v = Volumes.read(write("a.nii", bytes));
        assertThat(v.grid().spacing()).isEqualTo(new Spacing(0.5, 3, 4));
        assertThat(v.grid().orientation().space()).isEqualTo(2);
    }

    @Test
    void the_quaternion_turns_the_grid_where_there_is_no_sform() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.putShort(252, (short) 1).putFloat(76, -1).putFloat(264, 1).putFloat(268, 7); // half a turn about z, qfac -1
        List<Double> m = Volumes.read(write("a.nii", bytes)).grid().orientation().affine();
        assertThat(m.get(0)).isCloseTo(-0.97, within(1e-6));
        assertThat(m.get(3)).isEqualTo(7);
        assertThat(m.get(5)).isEqualTo(-2);
        assertThat(m.get(10)).isEqualTo(-5);
    }

    /// Spacings of medical images, of copies of them, and of microscopes.
    @ParameterizedTest
    @ValueSource(
            doubles = {0.97, 1.5, 0.7, 0.8, 0.35, 0.9765625, 1.40625, 7.5, 0.0005, 0.000325, 0.00010833,
                0.05})
    void a_spacing_is_a_decimal_number_or_one_divided_by_1024(double mm) throws IOException {
        for (double spacing : new double[]{mm, mm / 1024}) {
            Path file = folder.resolve("spacing.nii");
            Volumes.write(file,
                    new Volume(Grid.of(Shape.of(2, 2), Spacing.of(spacing, 2 * spacing)), new float[4]));
            assertThat(Volumes.read(file).grid().spacing()).isEqualTo(Spacing.of(spacing, 2 * spacing));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v.nii", "v.nii.gz"})
    void what_is_written_is_read_back(String name) throws IOException {
        var spacing = new Spacing(3, 0.97, 0.5);
        var turned = new Orientation(List.of(0., -0.97, 0., 5., 0.5, 0., 0., 6., 0., 0., 3., 7.), 1);
        var grid = new Grid(Shape.of(2, 3, 4), spacing, turned);
        float[] values = new float[48];
        for (int i = 0; i < 48; i++) {
            values[i] = i * 0.1f - 1;
        }
        Volumes.write(folder.resolve(name), new Volume(grid, values));
        Volume back = Volumes.read(folder.resolve(name));
        assertThat(back.values()).isEqualTo(values);
        assertThat(back.channels()).isEqualTo(2);
        assertThat(back.grid().spacing()).isEqualTo(spacing);
        for (int i = 0; i < 12; i++) {
            assertThat(back.grid().orientation().affine().get(i)).isCloseTo(turned.affine().get(i),
                    within(1e-6));
        }
    }

    @Test
    void two_axes_stay_two_axes_with_channels_and_without() throws IOException {
        var grid = Grid.of(Shape.of(3, 4));
        Volumes.write(folder.resolve("a.nii"), new Volume(grid, new float[24]));
        Volumes.write(folder.resolve("b.nii"), new LabelMap(grid, 2, new byte[12]));
        assertThat(Volumes.read(folder.resolve("a.nii")).grid().shape()).isEqualTo(Shape.of(3, 4));
        assertThat(Volumes.read(folder.resolve("a.nii")).channels()).isEqualTo(2);
        assertThat(Volumes.read(folder.resolve("b.nii")).grid().shape()).isEqualTo(Shape.of(3, 4));
    }

    @Test
    void a_truncated_file_is_named_with_what_came() throws IOException {
        byte[] whole = file(ByteOrder.LITTLE_ENDIAN, 16, 4);
        Path cut = write("cut.nii", Arrays.copyOf(whole, 360));
        assertThatThrownBy(() -> Volumes.read(cut)).isInstanceOf(IOException.class)
                .hasMessage(cut + " is cut off: 24 bytes of voxels were expected, but only 8 came");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(whole);
        }
        Path half = write("half.nii.gz", Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        assertThatThrownBy(() -> Volumes.read(half)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(half + " is cut off");
    }

    @Test
    void other_formats_are_named() throws IOException {
        assertThatThrownBy(() -> Volumes.read(write("a.nii", new byte[400])))
                .hasMessageContaining("a NIfTI header was expected");
        byte[] two = new byte[600];
        ByteBuffer.wrap(two).order(ByteOrder.LITTLE_ENDIAN).putInt(540);
        assertThatThrownBy(() -> Volumes.read(write("b.nii", two)))
                .hasMessageContaining("signature of a NIfTI-2 header");
        byte[] complex = file(ByteOrder.LITTLE_ENDIAN, 32, 8);
        assertThatThrownBy(() -> Volumes.read(write("c.nii", complex)))
                .hasMessageContaining("complex64 (type 32)");
        assertThatThrownBy(() -> Volumes.read(write("d.tga", new byte[9])))
                .hasMessageContaining("there are .nii.gz, .hdr.gz, .nii, .hdr, .png");
    }

    @Test
    void colours_become_channels() throws IOException {
        byte[] bytes = Arrays.copyOf(file(ByteOrder.LITTLE_ENDIAN, 128, 1), 370);
        for (int i = 0; i < 18; i++) {
            bytes[352 + i] = (byte) (100 * (i % 3) + i / 3);
        }
        Stored stored = Volumes.stored(write("a.nii", bytes));
        assertThat(stored.type()).isEqualTo("RGB24");
        assertThat(stored.axes()).containsExactly(2, 1, 3);
        assertThat(stored.volume().values()).containsExactly(0, 1, 2, 3, 4, 5, 100, 101, 102, 103, 104, 105,
                200,
                201, 202, 203, 204, 205);
    }

    @Test
    void values_that_no_float_holds_are_warned_of() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 8, 4);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.putInt(352, 1 << 30);
        assertThat(Volumes.stored(write("a.nii", bytes)).warnings()).noneMatch(w -> w.contains("rounded"));
        f.putInt(352, (1 << 24) + 1);
        assertThat(Volumes.stored(write("a.nii", bytes)).warnings())
                .contains("some values are rounded to 32-bit floats");
        byte[] wide = file(ByteOrder.LITTLE_ENDIAN, 1024, 8);
        ByteBuffer.wrap(wide).order(ByteOrder.LITTLE_ENDIAN).putLong(352, (1L << 53) + 1);
        assertThat(Volumes.stored(write("b.nii", wide)).warnings())
                .contains("some values are rounded to 32-bit floats");
    }

    @Test
    void a_header_that_contradicts_itself_is_warned_of() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Volumes.stored(write("a.nii", bytes)).warnings()).containsExactly(
                "the header does not say the unit of length; mm is assumed",
                "the header does not say where the image lies; x is assumed to run to the left");
        f.put(123, (byte) 2).putShort(72, (short) 16).putShort(254, (short) 1).putShort(252, (short) 1);
        f.putFloat(280, 0.97f).putFloat(292, 1).putFloat(300, 2.5f).putFloat(320, 5);
        assertThat(Volumes.stored(write("a.nii", bytes)).warnings()).containsExactly(
                "qform and sform differ; the sform is used",
                "the affine has a spacing of 2.5 mm along y, but pixdim says 2.0; the affine is used",
                "voxels of type uint8 have 8 bits, but the header says 16; the type is used");
        f.putFloat(284, Float.NaN);
        Stored stored = Volumes.stored(write("a.nii", bytes));
        assertThat(stored.warnings()).contains("the sform is singular or not finite and is ignored");
        assertThat(stored.volume().grid().spacing()).isEqualTo(new Spacing(5, 2, 0.97));
    }

    @Test
    void several_gzip_members_are_one_file_and_a_wrong_checksum_is_noticed() throws IOException {
        byte[] whole = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        whole[357] = 9;
        var packed = new ByteArrayOutputStream();
        for (int[] part : new int[][]{{0, 100}, {100, 355}, {355, 358}}) {
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(whole, part[0], part[1] - part[0]);
            }
        }
        assertThat(Volumes.read(write("a.nii.gz", packed.toByteArray())).values()).endsWith(9);
        byte[] wrong = packed.toByteArray();
        wrong[wrong.length - 8]++; // checksum of the last member
        Path file = write("b.nii.gz", wrong);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is cut off or damaged");
    }

    @Test
    void what_a_header_declares_is_checked_before_memory_is_taken() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        ByteBuffer f = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        f.putShort(42, Short.MAX_VALUE).putShort(44, (short) 10_000).putShort(46, (short) 3);
        Path plain = write("a.nii", bytes);
        assertThatThrownBy(() -> Volumes.read(plain)).isInstanceOf(IOException.class)
                .hasMessage(plain + " is cut off: 983010000 bytes of voxels were expected, but only 6 came");
        assertThatThrownBy(() -> FileBytes.requireMemory(plain, 1L << 40)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(plain + ": 4194304 MiB of values were declared, but ");
        f.putShort(46, Short.MAX_VALUE).putShort(40, (short) 7).putShort(48, Short.MAX_VALUE)
                .putShort(50, Short.MAX_VALUE)
                .putShort(52, Short.MAX_VALUE);
        Path endless = write("c.nii", bytes);
        assertThatThrownBy(() -> Volumes.read(endless)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        endless + " has a damaged header: its axes are [32767, 10000, 32767,");
    }

    @Test
    void half_a_pair_says_what_is_missing() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        bytes[345] = 'i';
        Path header = write("a.hdr", bytes);
        assertThatThrownBy(() -> Volumes.read(header)).isInstanceOf(IOException.class)
                .hasMessage(
                        header + ": its voxel file a.img was expected beside it, but there is none");
        Path voxels = write("b.img", new byte[6]);
        assertThatThrownBy(() -> Volumes.read(voxels)).isInstanceOf(IOException.class)
                .hasMessage(
                        voxels + ": its header file b.hdr was expected beside it, but there is none");
    }

    @Test
    void a_slope_without_an_intercept_and_odd_types_are_refused() throws IOException {
        byte[] bytes = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(112, 2).putFloat(116, Float.NaN);
        assertThatThrownBy(() -> Volumes.read(write("a.nii", bytes)))
                .hasMessageContaining("its slope is 2.0, but its intercept is NaN");
        assertThatThrownBy(() -> Volumes.read(write("b.nii", file(ByteOrder.LITTLE_ENDIAN, 1536, 16))))
                .hasMessageContaining("float128 (type 1536)");
        assertThatThrownBy(() -> Volumes.read(folder)).isInstanceOf(IOException.class)
                .hasMessage(folder + ": an image file was expected, but it is a folder");
    }
}
