package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.LabelMap;
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
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiffTest {
    private static final Path MADE = Path.of("src/test/resources/formats");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void what_is_written_is_read_back_without_its_place() throws IOException {
        Path file = folder.resolve("v.tif");
        for (Volume volume : RoundTrip.volumes()) {
            Volumes.write(file, volume);
            Volume back = Volumes.read(file);
            assertThat(back.values()).isEqualTo(volume.values());
            assertThat(back.grid().shape()).isEqualTo(volume.grid().shape());
            Spacing spacing = volume.grid().spacing();
            assertThat(back.grid().spacing().x()).isCloseTo(spacing.x(), within(1e-8));
            assertThat(back.grid().spacing().y()).isCloseTo(spacing.y(), within(1e-8));
            assertThat(back.grid().spacing().z()).isCloseTo(spacing.z(), within(1e-8));
        }
        LabelMap labels = RoundTrip.labels();
        Volumes.write(file, labels);
        assertThat(Volumes.readLabels(file, LabelRule.AS_STORED).labels()).isEqualTo(labels.labels());
        assertThat(Volumes.stored(file).warnings()).isEmpty();
    }

    @Test
    void number_types_are_kept() throws IOException {
        for (String type : new String[]{"uint8", "int8", "uint16", "int16", "float32"}) {
            Path copy = folder.resolve(type + ".tif");
            Volumes.convert(MADE.resolve(type + ".tif"), copy);
            assertThat(Volumes.stored(copy).type()).isEqualTo(type);
            assertThat(Volumes.read(copy).values())
                    .isEqualTo(Volumes.read(MADE.resolve(type + ".tif")).values());
        }
    }

    /// One directory for three pages that follow each other, as ImageJ writes files beyond 4 GB.
    @Test
    void imagej_may_leave_out_the_directories_of_later_pages() throws IOException {
        byte[] text = "ImageJ=1.54p\nimages=3\nslices=3\nunit=um\nspacing=500\n\0"
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(8 + text.length + 16 + 12 + 200).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x002a4949).putInt(8 + text.length + 16);
        b.put(text).putInt(1).putInt(100).putInt(1).putInt(200);
        int pixels = b.position() + TiffPageFields.BYTES;
        var page = new ByteArrayOutputStream();
        new TiffPageFields(Shape.of(3, 2, 2), VoxelType.UINT8, 8, text.length, pixels).write(page, 0, 1);
        b.put(page.toByteArray());
        for (int i = 0; i < 12; i++) {
            b.put((byte) i);
        }
        Volume read = Volumes.read(Files.write(folder.resolve("a.tif"), b.array()));
        assertThat(read.grid().shape()).isEqualTo(Shape.of(3, 2, 2));
        assertThat(read.values()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(read.grid().spacing().z()).isCloseTo(0.5, within(1e-9));
        assertThat(read.grid().spacing().x()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void a_resolution_for_printing_is_no_spacing() throws IOException {
        Stored stored = Volumes.stored(MADE.resolve("uint8.tif"));
        assertThat(stored.volume().grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(stored.warnings()).containsExactly("the file says no spacing, 1 mm is assumed");
        assertThat(Volumes.stored(MADE.resolve("imagej_times.tif")).warnings())
                .contains("3 times count as channels");
    }

    @Test
    void pages_in_a_circle_and_pages_of_two_sizes_are_named() throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve("uint8.tif"));
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int first = b.getInt(4);
        int link = first + 2 + 12 * b.getShort(first);
        b.putInt(link, first);
        Path circle = Files.write(folder.resolve("circle.tif"), bytes);
        assertThatThrownBy(() -> Volumes.read(circle)).isInstanceOf(IOException.class)
                .hasMessage(circle + " is damaged: its pages run in a circle");
        ByteBuffer two = ByteBuffer.allocate(bytes.length + link - first + 4).order(ByteOrder.LITTLE_ENDIAN);
        two.put(bytes).put(bytes, first, link - first).putInt(0);
        two.putInt(link, bytes.length);
        for (int i = bytes.length + 2; i < two.limit() - 4; i += 12) {
            if (two.getShort(i) == BaselineTIFFTagSet.TAG_IMAGE_LENGTH) two.putShort(i + 8, (short) 4);
        }
        Path sizes = Files.write(folder.resolve("sizes.tif"), two.array());
        assertThatThrownBy(() -> Volumes.read(sizes)).isInstanceOf(IOException.class)
                .hasMessageContaining("5 x 7 uint8 and 4 x 7 uint8");
    }

    @Test
    void a_declared_size_beyond_the_file_takes_no_memory() throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve("uint8.tif"));
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int first = b.getInt(4);
        for (int i = first + 2; i < first + 2 + 12 * b.getShort(first); i += 12) {
            int tag = b.getShort(i);
            if (tag == BaselineTIFFTagSet.TAG_IMAGE_LENGTH || tag == BaselineTIFFTagSet.TAG_IMAGE_WIDTH) {
                b.putShort(i + 2, (short) 4).putInt(i + 8, 40_000);
            }
        }
        Path file = Files.write(folder.resolve("large.tif"), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("cannot hold 1600000000 values");
    }

    /// The JDK's own TIFF reader fills what is missing of LZW and deflate with zeros and does not say so.
    @ParameterizedTest
    @ValueSource(
            strings = {"lzw", "packbits", "stack_deflate", "float_predicted", "jpeg", "jpeg_ycbcr",
                "jpeg_planes", "jpeg_tiles_big_endian", "fax_rle", "fax_g3", "fax_g3_2d", "fax_g3_fill",
                "fax_g4",
                "fax_g4_tiles"})
    void a_strip_or_tile_that_ends_early_is_named(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve(name + ".tif"));
        halveStripsAndTiles(bytes);
        Path file = Files.write(folder.resolve("early.tif"), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString()).hasMessageContaining("damaged");
    }

    private static void halveStripsAndTiles(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes)
                .order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int first = b.getInt(4);
        for (int i = first + 2; i < first + 2 + 12 * b.getShort(first); i += 12) {
            int tag = b.getShort(i);
            if (tag != BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS
                    && tag != BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS) {
                continue;
            }
            int width = b.getShort(i + 2) == TIFFTag.TIFF_SHORT ? 2 : 4;
            int count = b.getInt(i + 4);
            int at = count * width <= 4 ? i + 8 : b.getInt(i + 8);
            for (int k = at; k < at + count * width; k += width) {
                if (width == 2) b.putShort(k, (short) (b.getShort(k) / 2));
                else b.putInt(k, b.getInt(k) / 2);
            }
        }
    }

    /// The JDK's decoder leaves such rows white and only warns.
    @Test
    void a_fax_with_a_wrong_code_is_named() throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve("fax_rle.tif"));
        Arrays.fill(bytes, 8, 40, (byte) 0);
        Path file = Files.write(folder.resolve("code.tif"), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        file + " is damaged, or of a kind that is not read: a strip or tile of "
                                + "40 x 50: Premature EOL in white run of line 0");
    }

    @Test
    void a_jpeg_larger_than_its_strip_takes_no_memory() throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve("jpeg.tif"));
        ByteBuffer b = ByteBuffer.wrap(bytes);
        for (int i = 0; i < bytes.length - 9; i++) {
            if (b.getShort(i) == (short) 0xffc0) b.putInt(i + 5, 0x40004000);
        }
        Path file = Files.write(folder.resolve("large.tif"), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageEndingWith("a strip or tile of 16 x 16: its size is 16384 x 16384");
    }
}
