package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `edgewise info` and `edgewise convert`.
class FileCommandTest {
    private static final Grid GRID = new Grid(Shape.of(1, 2, 3), new Spacing(3, 2, 0.5),
            new Orientation(List.of(0., -2., 0., 7., 0.5, 0., 0., 8., 0., 0., 3., 9.), 1));

    @TempDir
    private Path folder = Path.of("");

    private static String run(int code, Object... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            int came = Edgewise.run(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
            assertThat(came).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private Path image(float... values) throws IOException {
        Path file = folder.resolve("a.nii");
        Volumes.write(file, new Volume(GRID, values));
        return file;
    }

    @Test
    void the_json_has_the_keys_that_users_rely_on() throws IOException {
        Path file = image(1, 2.5f, -3, Float.NaN, Float.POSITIVE_INFINITY, 0);
        Path flat = folder.resolve("b.png");
        Volumes.write(flat, new LabelMap(Grid.of(Shape.of(1, 2)), 8, new byte[]{0, 7}));
        JsonNode array = new JsonMapper().readTree(run(0, "info", file, flat, "--json"));
        assertThat(array.isArray()).isTrue();
        JsonNode row = array.get(0);
        assertThat(row.propertyNames()).containsExactly("file", "format", "shape", "spacing", "affine",
                "type", "min",
                "max", "mean", "sum", "nonfinite", "warnings");
        assertThat(row.get("file").asString()).isEqualTo(file.toString());
        assertThat(row.get("format").asString()).isEqualTo("NIfTI-1");
        assertThat(row.get("shape").toString()).isEqualTo("[3,2,1]");
        assertThat(row.get("spacing").toString()).isEqualTo("[0.5,2.0,3.0]");
        assertThat(row.get("affine").toString())
                .isEqualTo("[[0.0,-2.0,0.0,7.0],[0.5,0.0,0.0,8.0],[0.0,0.0,3.0,9.0],[0.0,0.0,0.0,1.0]]");
        assertThat(row.get("type").asString()).isEqualTo("float32");
        assertThat(row.get("min").asDouble()).isEqualTo(-3);
        assertThat(row.get("max").asDouble()).isEqualTo(2.5);
        assertThat(row.get("mean").asDouble()).isEqualTo(0.125);
        assertThat(row.get("sum").asDouble()).isEqualTo(0.5);
        assertThat(row.get("nonfinite").asInt()).isEqualTo(2);
        assertThat(row.get("warnings").isEmpty()).isTrue();
        assertThat(array.get(1).get("shape").toString()).isEqualTo("[2,1]");
        assertThat(array.get(1).get("spacing").toString()).isEqualTo("[1.0,1.0]");
        assertThat(array.get(1).get("type").asString()).isEqualTo("uint8");
    }

    @Test
    void where_no_value_is_finite_there_is_no_least_and_no_mean() throws IOException {
        float[] values = new float[6];
        Arrays.fill(values, Float.NaN);
        JsonNode row = new JsonMapper().readTree(run(0, "info", "--json", image(values))).get(0);
        assertThat(row.get("min").isNull()).isTrue();
        assertThat(row.get("mean").isNull()).isTrue();
        assertThat(row.get("sum").asDouble()).isZero();
        assertThat(row.get("nonfinite").asInt()).isEqualTo(6);
    }

    @Test
    void the_text_tells_the_same() throws IOException {
        assertThat(run(0, "info", image(1, 2.25f, 0, 0, 0, Float.NaN))).contains("format    NIfTI-1",
                "shape     3 x 2 x 1", "spacing   0.5 x 2 x 3 mm", "type      float32",
                "min 0, max 2.25, mean 0.65, sum 3.25", "1 are not finite");
    }

    @Test
    void a_damaged_file_and_one_that_is_not_there_are_named_in_one_line() throws IOException {
        Path cut = folder.resolve("cut.nii");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(image(new float[6])), 360));
        assertThat(run(3, "info", cut)).isEqualTo("edgewise: " + cut
                + " is cut off: 24 bytes of voxels were expected, but only 8 came" + System.lineSeparator());
        assertThat(run(3, "info", "--json", folder.resolve("none.nii")))
                .isEqualTo("edgewise: no such file or folder: " + folder.resolve("none.nii")
                        + System.lineSeparator());
        assertThat(run(3, "info", folder)).contains("an image file was expected, but it is a folder");
        assertThat(run(3, "info", cut, image(1, 2, 3, 4, 5, 6))).as("the sound one is shown too")
                .startsWith("edgewise: " + cut).contains("mean 3.5");
        assertThat(run(2, "info")).contains("FILE");
    }

    @Test
    void convert_keeps_grid_orientation_values_and_type() throws IOException {
        byte[] labels = {0, 1, 2, 3, 4, 5};
        Path in = folder.resolve("in.nii");
        Volumes.write(in, new LabelMap(GRID, 6, labels));
        for (String name : List.of("out.nii.gz", "out.hdr", "new/out.nii")) {
            Path out = folder.resolve(name);
            assertThat(run(0, "convert", in, out)).isEmpty();
            assertThat(Volumes.read(out).grid()).isEqualTo(GRID);
            assertThat(Volumes.readLabels(out, LabelRule.AS_STORED).labels()).isEqualTo(labels);
            assertThat(Volumes.stored(out).type()).isEqualTo("uint8");
        }
        assertThat(run(2, "convert", in, folder.resolve("out.xyz"))).contains("no format for", ".nii.gz");
        assertThat(folder.resolve("out.xyz")).doesNotExist();
    }

    @Test
    void convert_tells_what_was_odd_about_the_input() throws IOException {
        Path in = image(new float[6]);
        byte[] bytes = Files.readAllBytes(in);
        bytes[123] = 0; // the unit
        Files.write(in, bytes);
        assertThat(run(0, "convert", in, folder.resolve("b.nii"))).contains("mm is assumed");
    }

    /// Two axes 45 degrees off a right angle.
    private Path sheared() throws IOException {
        var orientation = new Orientation(List.of(1., 0., 0., 0., 0., 1., 1., 0., 0., 0., 1., 0.), 1);
        var grid = new Grid(Shape.of(3, 3, 2), new Spacing(Math.sqrt(2), 1, 1), orientation);
        byte[] labels = new byte[18];
        labels[grid.shape().index(1, 1, 0)] = 1;
        Path file = folder.resolve("sheared.nii");
        Volumes.write(file, new LabelMap(grid, 2, labels));
        return file;
    }

    @Test
    void sheared_axes_are_told_and_made_right() throws IOException {
        Path file = sheared();
        assertThat(run(0, "info", file)).contains("45.0 degrees off a right angle");
        Path maps = folder.resolve("maps.nii");
        assertThat(run(0, "distance", file, "--class", 1, "--zero-level", "centre", "-o", maps))
                .contains("sheared.nii: two of its axes are 45.0 degrees off");
        assertThat(Volumes.read(maps).grid()).isEqualTo(Volumes.read(file).grid());
        run(0, "distance", file, "--class", 1, "--zero-level", "centre", "--unshear", "-o", maps);
        Volume straight = Volumes.read(maps);
        assertThat(straight.grid().shape()).isEqualTo(Shape.of(3, 5, 2));
        assertThat(straight.grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(straight.at(0, 1, 2, 0)).as("(0, 2, 1) mm, where the voxel lies").isEqualTo(-1);
        assertThat(straight.at(0, 2, 4, 1)).isEqualTo((float) Math.sqrt(1 + 4 + 1));
        assertThat(Volumes.stored(maps).warnings()).isEmpty();
        assertThat(
                run(2, "distance", folder.resolve("none.nii"), "--unshear", "--spacing", "1,1,1", "-o", maps))
                .contains("give one of them");
    }

    @Test
    void convert_makes_sheared_axes_right_for_labels_and_images() throws IOException {
        Path out = folder.resolve("straight.nii");
        run(0, "convert", sheared(), out, "--unshear", "nearest");
        assertThat(Volumes.stored(out).type()).isEqualTo("uint8");
        LabelMap labels = Volumes.readLabels(out, LabelRule.AS_STORED);
        assertThat(labels.count(1)).isEqualTo(1);
        assertThat(labels.at(labels.grid().shape().index(1, 2, 0))).isEqualTo(1);
        run(0, "convert", sheared(), out, "--unshear", "linear");
        assertThat(Volumes.read(out).at(0, 1, 2, 0)).isEqualTo(1);
        assertThat(run(2, "convert", sheared(), out, "--unshear", "cubic")).contains("--unshear");
    }
}
