package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NrrdTest {
    @TempDir
    Path folder;

    private Path file(String name, String header, byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write((header + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.write(data);
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static byte[] gzip(byte[] data) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(data);
        }
        return packed.toByteArray();
    }

    private static final String HEAD = """
            NRRD0004
            # a comment
            key:=value: with a colon
            dimension: 3
            sizes: 3 2 1
            """;

    @Test
    void reads_big_endian_shorts_after_a_raw_header() throws IOException {
        byte[] data = {0, 1, -1, -1, 1, 0, 0, 4, 0, 5, 0, 6};
        Stored s = Volumes.stored(file("a.nrrd", HEAD + "type: short\nendian: big\nencoding: raw\n", data));
        assertThat(s.volume().values()).containsExactly(1, -1, 256, 4, 5, 6);
        assertThat(s.volume().grid().shape()).isEqualTo(Shape.of(1, 2, 3));
        assertThat(s.type()).isEqualTo("int16");
        assertThat(s.axes()).containsExactly(3, 2, 1);
    }

    @Test
    void every_encoding_gives_the_same_voxels() throws IOException {
        byte[] six = {1, 2, 3, 4, 5, 127};
        String head = HEAD + "type: uint8\n";
        Path[] files = {file("raw.nrrd", head + "encoding: raw\n", six),
            file("skip.nrrd", head + "byte skip: 2\nencoding: raw\n", new byte[]{9, 9, 1, 2, 3, 4, 5, 127}),
            file("tail.nrrd", head + "byte skip: -1\nencoding: raw\n", new byte[]{9, 9, 1, 2, 3, 4, 5, 127}),
            file("line.nrrd", head + "line skip: 1\nencoding: raw\n",
                    new byte[]{9, '\n', 1, 2, 3, 4, 5, 127}),
            file("gzip.nrrd", head + "encoding: gz\n", gzip(six)),
            file("text.nrrd", head + "encoding: ascii\n", "1 2\n3 4 5 127".getBytes(StandardCharsets.UTF_8)),
            file("hex.nrrd", head + "encoding: hex\n", "010203 04\n057F".getBytes(StandardCharsets.UTF_8)),
            Files.write(folder.resolve("whole.nrrd.gz"),
                    gzip((head + "encoding: raw\n\n\1\2\3\4\5\177").getBytes(StandardCharsets.UTF_8)))};
        for (Path file : files) {
            assertThat(Volumes.read(file).values()).as(file.toString()).containsExactly(1, 2, 3, 4, 5, 127);
        }
    }

    @Test
    void a_header_names_the_file_beside_it() throws IOException {
        Files.write(folder.resolve("voxels.raw"), new byte[]{1, 2, 3, 4, 5, 6});
        Path header = file("a.nhdr", HEAD + "type: uchar\nencoding: raw\ndata file: voxels.raw\n",
                new byte[0]);
        assertThat(Volumes.read(header).values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> Volumes.read(file("b.nhdr",
                HEAD + "type: uchar\nencoding: raw\ndatafile: gone.raw\n", new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b.nhdr names the data file gone.raw, but there is none");
        assertThatThrownBy(() -> Volumes.read(file("c.nhdr",
                HEAD + "type: uchar\nencoding: raw\ndata file: %03d.raw 1 9 1\n", new byte[0])))
                .hasMessageContaining("several data files");
    }

    @ParameterizedTest
    @CsvSource({"left-posterior-superior, -0.5, -2, 3, -10, -20, 30", "RAS, 0.5, 2, 3, 10, 20, 30",
        "left-anterior-superior, -0.5, 2, 3, -10, 20, 30", "LPI, -0.5, -2, -3, -10, -20, -30"})
    void every_space_becomes_right_anterior_superior(String space, double x, double y, double z, double ox,
            double oy, double oz) throws IOException {
        Path file = file("a.nrrd", HEAD + "type: uint8\nencoding: raw\nspace: " + space
                + "\nspace directions: (0.5,0,0) (0,2,0) (0,0,3)\nspace origin: (10,20,30)\n", new byte[6]);
        Grid grid = Volumes.read(file).grid();
        assertThat(grid.orientation().affine()).containsExactly(x, 0., 0., ox, 0., y, 0., oy, 0., 0., z, oz);
        assertThat(grid.spacing()).isEqualTo(new Spacing(3, 2, 0.5));
    }

    @Test
    void axes_of_another_order_keep_their_directions_and_micrometres_become_mm() throws IOException {
        Path file = file("a.nrrd", HEAD + "type: uint8\nencoding: raw\nspace: superior-right-anterior\n"
                + "space units: \"um\" \"um\" \"um\"\nspace directions: (500,0,0) (0,2000,0) (0,0,3000)\n",
                new byte[6]);
        assertThat(Volumes.read(file).grid().orientation().affine()).containsExactly(0., 2., 0., 0., 0., 0.,
                3.,
                0., 0.5, 0., 0., 0.);
    }

    @Test
    void the_axis_of_channels_may_be_the_first_or_the_last() throws IOException {
        byte[] data = {1, 2, 3, 4, 5, 6};
        String head = "NRRD0004\ntype: uint8\ndimension: 3\nencoding: raw\nspace dimension: 2\n";
        Stored first = Volumes.stored(file("f.nrrd", head + "sizes: 2 3 1\nkinds: vector domain domain\n"
                + "space directions: none (1,0) (0,4)\n", data));
        assertThat(first.volume().values()).containsExactly(1, 3, 5, 2, 4, 6);
        assertThat(first.volume().grid().spacing()).isEqualTo(Spacing.of(4, 1));
        assertThat(first.axes()).containsExactly(2, 3, 1);
        Volume last = Volumes.read(file("l.nrrd", head + "sizes: 3 1 2\nkinds: domain domain list\n", data));
        assertThat(last.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(last.channels()).isEqualTo(2);
        assertThatThrownBy(() -> Volumes.read(file("m.nrrd",
                head + "sizes: 3 2 1\nkinds: domain list domain\n", data)))
                .hasMessageContaining("channels before or after");
    }

    @Test
    void spacings_count_where_there_are_no_directions() throws IOException {
        Path file = file("a.nrrd", HEAD + "type: uint8\nencoding: raw\nspacings: 0.5 2 nan\n", new byte[6]);
        assertThat(Volumes.read(file).grid().spacing()).isEqualTo(new Spacing(1, 2, 0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v.nrrd", "v.nhdr"})
    void what_is_written_is_read_back(String name) throws IOException {
        for (Volume volume : RoundTrip.volumes()) {
            Volumes.write(folder.resolve(name), volume);
            RoundTrip.assertSame(Volumes.read(folder.resolve(name)), volume);
        }
        LabelMap labels = RoundTrip.labels();
        Volumes.write(folder.resolve(name), labels);
        LabelMap back = Volumes.readLabels(folder.resolve(name), LabelRule.AS_STORED);
        assertThat(back.labels()).isEqualTo(labels.labels());
    }

    @Test
    void number_types_are_kept() throws IOException {
        Path from = file("a.nrrd", HEAD + "type: int16\nendian: little\nencoding: raw\n", new byte[12]);
        Volumes.convert(from, folder.resolve("b.nrrd"));
        assertThat(Volumes.stored(folder.resolve("b.nrrd")).type()).isEqualTo("int16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"type: block|unknown type block", "encoding: bzip2|encoding bzip2",
                "sizes: 3 2|sizes", "sizes: 3 2 0|an axis has 0 voxels", "sizes: 3 2 x|sizes",
                "sizes: 60000 60000 60000|more than 2^31",
                "sizes: 3 2 9|cut off: 108 bytes of voxels were expected",
                "dimension: 4|sizes", "space directions: (0,0,0) (0,1,0) (0,0,1)|orientation",
                "space directions: (1,0,0) (1,0,0) (0,0,1)|orientation", "space: up-down-left|unknown space",
                "space origin: (1,2,nan)|space origin", "byte skip: 7|cut off", "endian: middle|endian"})
    void a_damaged_header_is_named(String line, String message) throws IOException {
        String field = line.substring(0, line.indexOf(':'));
        String head = HEAD + "type: uint16\nendian: big\nencoding: raw\nspace: LPS\n"
                + "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nbyte skip: 0\n";
        Path file = file("bad.nrrd", head.replaceFirst("(?m)^" + field + ": .*$", line), new byte[12]);
        assertThatThrownBy(() -> Volumes.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("bad.nrrd").hasMessageContaining(message);
    }

    @Test
    void compressed_voxels_that_end_early_are_named() throws IOException {
        String head = HEAD + "type: uint8\nencoding: gzip\n";
        byte[] packed = gzip(new byte[]{1, 2, 3, 4, 5, 6});
        assertThatThrownBy(() -> Volumes.read(file("a.nrrd", head, java.util.Arrays.copyOf(packed, 12))))
                .isInstanceOf(IOException.class).hasMessageContaining("cut off or damaged");
        assertThatThrownBy(
                () -> Volumes.read(file("b.nrrd", head.replace("3 2 1", "999 999 999"), packed)))
                .isInstanceOf(IOException.class).hasMessageContaining("b.nrrd");
        assertThatThrownBy(
                () -> Volumes.read(file("c.nrrd", head.replace("gzip", "ascii"), "1 2 3 4".getBytes(
                        StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class).hasMessageContaining("c.nrrd is cut off");
    }

    @Test
    void infinite_and_missing_numbers_are_read_from_text() throws IOException {
        byte[] text = "nan inf -inf 0.5 -1e3 2".getBytes(StandardCharsets.UTF_8);
        float[] v = Volumes.read(file("a.nrrd", HEAD + "type: float\nencoding: ascii\n", text)).values();
        assertThat(v[0]).isNaN();
        assertThat(v[1]).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(v[4]).isCloseTo(-1000f, within(0f));
    }
}
