package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nibabel saw in files, against what we see; `src/test/resources/nifti/README.md` has its script.
class NiftiTableTest {
    private static final Path TABLES = Path.of("src/test/resources/nifti");
    /// Why we refuse what nibabel refuses or what has no float or colour.
    private static final Map<String, String> REFUSALS = Map.of("complex64", "complex64 (type 32)",
            "complex128",
            "complex128 (type 1792)", "CIFTI", "this is a CIFTI-2 table", "incomplete",
            "but there is none");

    @TempDir
    private Path folder = Path.of("");

    private static Stream<String[]> rows(String table) throws IOException {
        return Files.readAllLines(TABLES.resolve(table)).stream().skip(1).map(line -> line.split("\t", -1));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    private static void compare(String[] row, Path root, SoftAssertions softly) {
        Path file = root.resolve(row[0]);
        if (row[1].equals("refused")) {
            softly.assertThatThrownBy(() -> Volumes.stored(file)).as(row[0]).isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file.toString()).hasMessageContaining(REFUSALS.get(row[2]));
            return;
        }
        try {
            Stored stored = Volumes.stored(file);
            softly.assertThat(stored.type()).as(row[0]).isEqualTo(row[1]);
            softly.assertThat(stored.axes().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                    .as(row[0]).isEqualTo(row[2]);
            var grid = stored.volume().grid();
            double[] spacing = numbers(row[3]);
            double[] ours = {grid.spacing().x(), grid.spacing().y(), grid.spacing().z()};
            for (int axis = 0; axis < Math.min(grid.shape().axes(), spacing.length); axis++) {
                softly.assertThat(ours[axis]).as(row[0]).isCloseTo(spacing[axis],
                        within(2e-6 * spacing[axis]));
            }
            double[] affine = numbers(row[4]);
            for (int i = 0; i < 12; i++) {
                softly.assertThat(grid.orientation().affine().get(i)).as(row[0] + " affine " + i)
                        .isCloseTo(affine[i], within(1e-9));
            }
            statistics(row, stored.volume().values(), softly);
        } catch (IOException e) {
            softly.fail(row[0], e);
        }
    }

    private static void statistics(String[] row, float[] values, SoftAssertions softly) {
        double[] finite = new double[values.length];
        int n = 0;
        for (float value : values) {
            if (Float.isFinite(value)) finite[n++] = value;
        }
        double[] used = Arrays.copyOf(finite, n);
        double magnitude = Arrays.stream(used).map(Math::abs).sum();
        // integers and unscaled floats are exact; the rest is rounded to floats
        boolean exact = !row[1].equals("float64") && Arrays.stream(used).allMatch(v -> v == Math.rint(v));
        double share = exact ? 1e-15 : 1e-7;
        double sum = Arrays.stream(used).sum();
        softly.assertThat(Arrays.stream(used).min().orElseThrow()).as(row[0] + " min")
                .isCloseTo(Double.parseDouble(row[5]), within(share * Math.abs(Double.parseDouble(row[5]))));
        softly.assertThat(Arrays.stream(used).max().orElseThrow()).as(row[0] + " max")
                .isCloseTo(Double.parseDouble(row[6]), within(share * Math.abs(Double.parseDouble(row[6]))));
        softly.assertThat(sum / n).as(row[0] + " mean").isCloseTo(Double.parseDouble(row[7]),
                within(share * magnitude / n));
        softly.assertThat(sum).as(row[0] + " sum").isCloseTo(Double.parseDouble(row[8]),
                within(share * magnitude));
        softly.assertThat(values.length - n).as(row[0]).isEqualTo(Integer.parseInt(row[9]));
    }

    @Test
    void files_made_by_nibabel_are_read_as_nibabel_reads_them() throws IOException {
        List<String[]> rows = rows("made.tsv").toList();
        assertThat(rows).hasSizeGreaterThan(50);
        var softly = new SoftAssertions();
        rows.forEach(row -> compare(row, TABLES, softly));
        softly.assertAll();
    }

    @Test
    @Tag("real")
    void files_from_scanners_and_pipelines_are_read_as_nibabel_reads_them() throws IOException {
        Path data = RealDataTest.data("");
        List<String[]> rows = rows("real.tsv").toList();
        assertThat(rows).hasSizeGreaterThan(120);
        var softly = new SoftAssertions();
        rows.forEach(row -> compare(row, data, softly));
        softly.assertAll();
    }

    @Test
    void converted_files_are_the_same_in_type_shape_and_place() throws IOException {
        for (String[] row : rows("made.tsv").toList()) {
            if (row[1].equals("refused")) continue;
            Path copy = folder.resolve(row[0]);
            Volumes.convert(TABLES.resolve(row[0]), copy);
            Stored before = Volumes.stored(TABLES.resolve(row[0]));
            Stored after = Volumes.stored(copy);
            assertThat(after.volume().values()).as(row[0]).isEqualTo(before.volume().values());
            var grid = before.volume().grid();
            assertThat(after.volume().grid().spacing()).as(row[0]).isEqualTo(grid.spacing());
            assertThat(after.volume().grid().orientation().affine()).as(row[0])
                    .isEqualTo(grid.orientation().affine());
            if (before.format().startsWith("NIfTI")) {
                assertThat(after.format()).isEqualTo(before.format());
                assertThat(after.volume().grid()).as(row[0]).isEqualTo(grid);
            }
            if (row[0].matches("(u?int(8|16|32)|float32|shape_|two|pair).*")) {
                assertThat(after.type()).as(row[0]).isEqualTo(before.type());
                assertThat(after.axes()).as(row[0]).isEqualTo(before.axes());
            }
        }
    }

    @Test
    void a_name_without_gz_does_not_hide_gzip_nor_the_other_way_round() throws IOException {
        Path packed = Files.copy(TABLES.resolve("two.nii.gz"), folder.resolve("packed.nii"));
        Path plain = Files.copy(TABLES.resolve("two.nii"), folder.resolve("plain.nii.gz"));
        Path nameless = Files.copy(TABLES.resolve("two.nii"), folder.resolve("nameless"));
        assertThat(Volumes.read(packed).values())
                .isEqualTo(Volumes.read(TABLES.resolve("two.nii.gz")).values());
        assertThat(Volumes.read(plain).values()).isEqualTo(Volumes.read(TABLES.resolve("two.nii")).values());
        assertThat(Volumes.read(nameless).values()).isEqualTo(Volumes.read(plain).values());
        assertThatThrownBy(() -> Volumes.write(nameless, Volumes.read(plain)))
                .hasMessageStartingWith("no format for " + nameless);
    }
}
