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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaImageTest {
    private static final String HEAD = "ObjectType = Image\nNDims = 3\nDimSize = 3 2 1\n";
    private static final String LOCAL = "ElementDataFile = LOCAL\n";

    @TempDir
    Path folder;

    private Path file(String name, String header, byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(header.getBytes(StandardCharsets.UTF_8));
        bytes.write(data);
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static byte[] packed(byte[] data, boolean gzip) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            out.write(data);
        }
        return packed.toByteArray();
    }

    @Test
    void reads_both_byte_orders() throws IOException {
        byte[] data = {0, 1, -1, -1, 1, 0, 0, 4, 0, 5, 0, 6};
        Stored s = Volumes.stored(file("a.mha",
                HEAD + "ElementByteOrderMSB = True\nElementType = MET_SHORT\n" + LOCAL, data));
        assertThat(s.volume().values()).containsExactly(1, -1, 256, 4, 5, 6);
        assertThat(s.type()).isEqualTo("int16");
        Volume little = Volumes.read(file("b.mha", HEAD + "ElementByteOrderMSB = True\n"
                + "BinaryDataByteOrderMSB = False\nElementType = MET_USHORT\n" + LOCAL, data));
        assertThat(little.values()).containsExactly(256, 65535, 1, 1024, 1280, 1536);
    }

    @Test
    void voxels_may_be_packed_text_or_in_another_file() throws IOException {
        byte[] six = {1, 2, 3, 4, 5, 127};
        String head = HEAD + "ElementType = MET_UCHAR\n";
        Files.write(folder.resolve("v.raw"), six);
        Files.write(folder.resolve("v.zraw"), packed(six, false));
        Files.write(folder.resolve("tail.raw"), new byte[]{9, 9, 9, 1, 2, 3, 4, 5, 127});
        byte[] none = {};
        Path[] files = {file("zlib.mha", head + "CompressedData = True\n" + LOCAL, packed(six, false)),
            file("gzip.mha", head + "CompressedData = True\nCompressedDataSize = 26\n" + LOCAL,
                    packed(six, true)),
            file("text.mha", head + "BinaryData = False\n" + LOCAL,
                    "1 2 3\n4 5 127\n".getBytes(StandardCharsets.UTF_8)),
            file("raw.mhd", head + "ElementDataFile = v.raw\n", none),
            file("zraw.mhd", head + "CompressedData = True\nElementDataFile = v.zraw\n", none),
            file("tail.mhd", head + "HeaderSize = -1\nElementDataFile = tail.raw\n", none),
            file("skip.mhd", head + "HeaderSize = 3\nElementDataFile = tail.raw\n", none)};
        for (Path file : files) {
            assertThat(Volumes.read(file).values()).as(file.toString()).containsExactly(1, 2, 3, 4, 5, 127);
        }
    }

    @Test
    void rows_of_the_matrix_are_the_directions_of_the_axes_in_lps() throws IOException {
        Path file = file("a.mha", HEAD + "ElementType = MET_UCHAR\nTransformMatrix = 0 1 0 0 0 1 1 0 0\n"
                + "Offset = 10 20 30\nElementSpacing = 0.5 2 3\n" + LOCAL, new byte[6]);
        Grid grid = Volumes.read(file).grid();
        // x runs to Posterior, y to Superior, z to Left
        assertThat(grid.orientation().affine()).containsExactly(0., 0., -3., -10., -0.5, 0., 0., -20., 0., 2.,
                0.,
                30.);
        assertThat(grid.spacing()).isEqualTo(new Spacing(3, 2, 0.5));
    }

    @Test
    void channels_lie_beside_each_other_or_on_a_fourth_axis() throws IOException {
        byte[] data = {1, 2, 3, 4, 5, 6};
        Stored beside = Volumes.stored(file("a.mha",
                "NDims = 2\nDimSize = 3 1\nElementNumberOfChannels = 2\nElementType = MET_UCHAR\n" + LOCAL,
                data));
        assertThat(beside.volume().values()).containsExactly(1, 3, 5, 2, 4, 6);
        assertThat(beside.volume().grid().shape()).isEqualTo(Shape.of(1, 3));
        assertThat(beside.axes()).containsExactly(2, 3, 1);
        Volume fourth = Volumes.read(file("b.mha", "NDims = 4\nDimSize = 3 1 1 2\nElementType = MET_UCHAR\n"
                + "TransformMatrix = 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\nOffset = 1 2 3 0\n" + LOCAL, data));
        assertThat(fourth.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(fourth.channels()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v.mha", "v.mhd"})
    void what_is_written_is_read_back(String name) throws IOException {
        for (Volume volume : RoundTrip.volumes()) {
            Volumes.write(folder.resolve(name), volume);
            RoundTrip.assertSame(Volumes.read(folder.resolve(name)), volume);
        }
        LabelMap labels = RoundTrip.labels();
        Volumes.write(folder.resolve(name), labels);
        LabelMap back = Volumes.readLabels(folder.resolve(name), LabelRule.AS_STORED);
        assertThat(back.labels()).isEqualTo(labels.labels());
        RoundTrip.assertSame(back.grid(), labels.grid());
    }

    @Test
    void the_size_of_packed_labels_is_the_rest_of_the_file() throws IOException {
        Volumes.write(folder.resolve("l.mha"), RoundTrip.labels());
        byte[] bytes = Files.readAllBytes(folder.resolve("l.mha"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int header = text.indexOf(LOCAL) + LOCAL.length();
        assertThat(text).contains("CompressedDataSize = " + (bytes.length - header) + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ElementType = MET_STRING|unknown type MET_STRING",
                "DimSize = 3 2|DimSize", "DimSize = 3 2 -1|an axis has -1 voxels", "NDims = 5|DimSize",
                "DimSize = 60000 60000 60000|more than 2^31", "DimSize = 3 2 9|cut off: 108 bytes",
                "ElementSpacing = 1 0 1|orientation", "ElementSpacing = 1 1|elementspacing",
                "TransformMatrix = 1 0 0 1 0 0 0 0 1|orientation", "Offset = 1 1 inf|offset",
                "ElementDataFile = LIST|several data files", "ElementDataFile = no.raw|there is none",
                "ElementNumberOfChannels = 0|0 voxels", "CompressedData = True|a.mha is cut off or damaged"})
    void a_damaged_header_is_named(String line, String message) throws IOException {
        String field = line.substring(0, line.indexOf(' '));
        String head = HEAD + "ElementNumberOfChannels = 1\nElementType = MET_USHORT\nOffset = 0 0 0\n"
                + "CompressedData = False\nElementSpacing = 1 1 1\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n"
                + LOCAL;
        byte[] data = new byte[12];
        Arrays.fill(data, (byte) 7);
        Path file = file("a.mha", head.replaceFirst("(?m)^" + field + " = .*$", line), data);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("a.mha").hasMessageContaining(message);
    }

    @Test
    void a_header_without_an_end_is_named() throws IOException {
        assertThatThrownBy(() -> Volumes.read(file("a.mha", HEAD, new byte[0])))
                .isInstanceOf(IOException.class).hasMessageContaining("no ElementDataFile");
    }
}
