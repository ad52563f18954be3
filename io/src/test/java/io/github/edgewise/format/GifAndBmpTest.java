package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GifAndBmpTest {
    private static final List<String> KINDS = List.of("gif", "bmp");
    private static final byte[] RED = {0, (byte) 200, 0, 0};
    private static final byte[] GREEN = {0, 0, (byte) 200, 0};
    private static final byte[] BLUE = {0, 0, 0, (byte) 200};

    @TempDir
    private Path folder = Path.of("");

    private Path save(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        assertThat(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())).isTrue();
        return file;
    }

    /// Rows of 3 pixels with the indices 0, 1, 2, 3, 0, 1 and so on.
    private static BufferedImage indexed(IndexColorModel colours, int rows) {
        var image = new BufferedImage(3, rows, BufferedImage.TYPE_BYTE_INDEXED, colours);
        for (int i = 0; i < 3 * rows; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, i % 4);
        }
        return image;
    }

    private static byte[] spread(byte[] some) { return Arrays.copyOf(some, 256); }

    @Test
    void palettes_of_colours_are_labels_and_palettes_of_greys_are_greys() throws IOException {
        var colours = new IndexColorModel(8, 256, spread(RED), spread(GREEN), spread(BLUE));
        byte[] ramp = spread(new byte[]{0, 50, 100, (byte) 255});
        var greys = new IndexColorModel(8, 256, ramp, ramp, ramp);
        for (String kind : KINDS) {
            Path labels = save("labels." + kind, indexed(colours, 5));
            assertThat(Volumes.readLabels(labels, LabelRule.AS_STORED).labels())
                    .containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2);
            assertThat(Volumes.stored(labels).warnings()).containsExactly(Palette.INDICES);
            Stored grey = Volumes.stored(save("grey." + kind, indexed(greys, 5)));
            assertThat(grey.volume().values()).startsWith(0, 50, 100, 255, 0, 50).hasSize(15);
            assertThat(grey.warnings()).isEmpty();
            assertThat(grey.format()).isEqualToIgnoringCase(kind);
            assertThat(grey.volume().grid().shape()).isEqualTo(Shape.of(5, 3));
        }
    }

    @Test
    void black_and_white_is_a_mask_and_colours_are_channels() throws IOException {
        var bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setSample(2, 0, 0, 1);
        for (String kind : KINDS) {
            assertThat(Volumes.readLabels(save("bits." + kind, bits), LabelRule.AS_STORED).labels())
                    .containsExactly(0, 0, 1);
        }
        var colour = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        colour.setRGB(0, 0, 0x102030);
        colour.setRGB(1, 0, 0x405060);
        assertThat(Volumes.read(save("colour.bmp", colour)).values()).containsExactly(0x10, 0x40, 0x20, 0x50,
                0x30, 0x60);
        var five = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_555_RGB);
        five.setRGB(0, 0, 0xffff8000);
        Stored few = Volumes.stored(save("five.bmp", five));
        assertThat(few.volume().values()).containsExactly(255, 132, 0);
        assertThat(few.type()).isEqualTo("uint8");
    }

    @Test
    void of_an_animated_gif_the_first_image_is_read() throws IOException {
        Path file = folder.resolve("moving.gif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (var out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int value : new int[]{7, 9, 11}) {
                var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setSample(1, 0, 0, value);
                writer.writeToSequence(new IIOImage(image, null, null), null);
            }
            writer.endWriteSequence();
        }
        Stored stored = Volumes.stored(file);
        assertThat(stored.volume().values()).containsExactly(0, 7);
        assertThat(stored.warnings()).containsExactly("it holds 3 images; the first is read");
    }

    @Test
    void they_are_found_in_folders_by_name_and_in_files_by_content_and_are_not_written() throws IOException {
        var grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 0, 0, 9);
        for (String kind : KINDS) {
            Path file = save("a." + kind, grey);
            assertThat(Volumes.isReadable(file)).isTrue();
            assertThat(Volumes.stem(file)).isEqualTo("a");
            Path other = Files.copy(file, folder.resolve("of_" + kind + ".dat"));
            assertThat(Volumes.read(other).values()).containsExactly(0, 9);
            assertThatThrownBy(
                    () -> Volumes.write(file, new LabelMap(Grid.of(Shape.of(1, 1)), 2, new byte[1])))
                    .isInstanceOf(IOException.class).hasMessageContaining("write .png");
        }
        assertThat(
                new Picture().recognises("BMore text than a BMP".getBytes(StandardCharsets.US_ASCII), folder))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void a_declared_size_beyond_the_file_takes_no_memory(String kind) throws IOException {
        byte[] ramp = spread(RED);
        byte[] bytes = Files.readAllBytes(
                save("large." + kind, indexed(new IndexColorModel(8, 256, ramp, ramp, ramp), 5)));
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (kind.equals("bmp")) b.putInt(18, 10_000).putInt(22, 10_000).putInt(30, 1); // run lengths
        else
            b.putShort(lastDescriptor(bytes) + 5, (short) 10_000).putShort(lastDescriptor(bytes) + 7,
                    (short) 10_000);
        Path file = Files.write(folder.resolve("large." + kind), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("100000000 pixels were declared");
    }

    /// Where the image of a GIF begins.
    private static int lastDescriptor(byte[] bytes) {
        int at = bytes.length - 10;
        while (bytes[at] != ',' || bytes[at + 1] != 0 || bytes[at + 2] != 0) at--;
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void a_file_that_is_cut_off_is_named(String kind) throws IOException {
        var noise = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 1200; i++) {
            noise.getRaster().setSample(i % 40, i / 40, 0, i * i % 251);
        }
        byte[] bytes = Files.readAllBytes(save("whole." + kind, noise));
        Path file = Files.write(folder.resolve("cut." + kind), Arrays.copyOf(bytes, bytes.length * 3 / 4));
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString());
    }

    /// The JDK writes GIF interlaced.
    @Test
    void an_interlaced_gif_is_read_or_refused_but_never_read_wrongly() throws IOException {
        for (int rows = 1; rows < 20; rows++) {
            var image = new BufferedImage(1, rows, BufferedImage.TYPE_BYTE_GRAY);
            float[] values = new float[rows];
            for (int y = 0; y < rows; y++) {
                values[y] = 255f - 7 * y;
                image.getRaster().setSample(0, y, 0, values[y]);
            }
            Path file = save("rows.gif", image);
            if (rows == 1 || rows > 4) assertThat(Volumes.read(file).values()).isEqualTo(values);
            else assertThatThrownBy(() -> Volumes.read(file)).hasMessageContaining("at least 5 are read");
        }
    }

    @Test
    void a_bmp_that_holds_a_jpeg_is_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(save("a.bmp", new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB)));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(30, 4);
        Path file = Files.write(folder.resolve("a.bmp"), bytes);
        assertThatThrownBy(() -> Volumes.read(file)).hasMessageContaining("holds a JPEG or PNG");
    }

    @Test
    void a_mask_in_the_alpha_channel_is_told() throws IOException {
        var hidden = new BufferedImage(4, 2, BufferedImage.TYPE_INT_ARGB);
        hidden.setRGB(1, 1, 0xff000000);
        Stored png = Volumes.stored(save("hidden.png", hidden));
        assertThat(png.volume().values()).containsOnly(0);
        assertThat(png.warnings()).containsExactly(Picture.IN_ALPHA);
        var solid = new BufferedImage(4, 2, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 8; i++) {
            solid.setRGB(i % 4, i / 4, 0xff000000);
        }
        assertThat(Volumes.stored(save("solid.png", solid)).warnings()).as("an empty mask").isEmpty();
        hidden.setRGB(2, 0, 0xff0000ff);
        assertThat(Volumes.stored(save("seen.png", hidden)).warnings()).as("colours vary").isEmpty();
        byte[] black = {0, 0};
        var clear = new IndexColorModel(8, 2, black, black, black, new byte[]{0, (byte) 255});
        var indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, clear);
        indexed.getRaster().setSample(1, 0, 0, 1);
        assertThat(Volumes.stored(save("indexed.png", indexed)).warnings()).containsExactly(Picture.IN_ALPHA);
        for (int plane : new int[]{0, 1}) {
            Path tiff = alphaTiff(
                    plane == 0 ? new byte[]{0, 0, 0, (byte) 255, 0, 0} : new byte[]{1, 0, 2, 0, 3, 9});
            boolean only = plane == 0;
            assertThat(Volumes.stored(tiff).warnings().contains(Picture.IN_ALPHA)).isEqualTo(only);
        }
    }

    /// Three pixels of grey and transparency.
    private Path alphaTiff(byte[] samples) throws IOException {
        int[][] fields = {{256, 3, 1, 3}, {257, 3, 1, 1}, {258, 3, 2, 8 | 8 << 16}, {259, 3, 1, 1},
            {262, 3, 1, 1},
            {273, 4, 1, 8}, {277, 3, 1, 2}, {278, 3, 1, 1}, {279, 4, 1, 6}, {338, 3, 1, 2}};
        ByteBuffer b = ByteBuffer.allocate(14 + 2 + 12 * fields.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x002a4949).putInt(14).put(samples).putShort((short) fields.length);
        for (int[] field : fields) {
            b.putShort((short) field[0]).putShort((short) field[1]).putInt(field[2]).putInt(field[3]);
        }
        return Files.write(folder.resolve("alpha.tif"), b.array());
    }
}
