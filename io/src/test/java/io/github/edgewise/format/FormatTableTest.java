package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What pydicom, tifffile, Pillow, NumPy and ITK saw in files, against what we see;
/// `src/test/resources/formats/README.md` has the script.
class FormatTableTest {
    private static final Path TABLES = Path.of("src/test/resources/formats");
    private static final String JPEG = "pixels packed with JPEG";
    /// Why we refuse what has no volume, or one that we do not read.
    private static final Map<String, String> REFUSALS = Map.ofEntries(Map.entry("cmyk.jpg", "CMYK"),
            Map.entry("float_predicted_big_endian.tif", "floats with the predictor 3"),
            Map.entry("gap", "lacks slices between IM1 and IM2"),
            Map.entry("twice", "two slices in one place, IM1 and IM2"),
            Map.entry("mixed", "mixes 2 series (2 slices like IM0, 2 slices like IM2)"),
            Map.entry("J2K_pixelrep_mismatch.dcm", JPEG + " 2000 (transfer syntax 1.2.840.10008.1.2.4.90)"),
            Map.entry("MR_small_jp2klossless.dcm", JPEG + " 2000"),
            Map.entry("MR_small_jpeg_ls_lossless.dcm", JPEG + "-LS"),
            Map.entry("slicethickness_empty_string.dcm", "dcm2niix"),
            Map.entry("MR_truncated.dcm", "is cut off: 8192 bytes of pixels were expected"),
            Map.entry("no_meta.dcm", "a DICOM file was expected"),
            Map.entry("rtstruct.dcm", "no pixels: it is DICOM of the kind RTSTRUCT"));

    private static Stream<String[]> rows(String table) throws IOException {
        return Files.readAllLines(TABLES.resolve(table)).stream().skip(1).map(line -> line.split("\t", -1));
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(" ", -1)).map(Double::parseDouble).toList();
    }

    private static void compare(String[] row, Path root, SoftAssertions softly) {
        Path file = root.resolve(row[0]);
        if (row[1].equals("refused")) {
            String reason = REFUSALS.getOrDefault(file.getFileName().toString(), "a reason for " + row[0]);
            softly.assertThatThrownBy(() -> Volumes.stored(file)).as(row[0]).isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file.toString()).hasMessageContaining(reason);
            return;
        }
        try {
            Stored stored = Volumes.stored(file);
            Shape s = stored.volume().grid().shape();
            var shape = new ArrayList<>(List.of((double) stored.volume().channels()));
            if (s.axes() == 3) shape.add((double) s.depth());
            shape.addAll(List.of((double) s.height(), (double) s.width()));
            softly.assertThat(shape).as(row[0] + " shape").isEqualTo(numbers(row[1]));
            var spacing = stored.volume().grid().spacing();
            near(row[0] + " spacing", List.of(spacing.z(), spacing.y(), spacing.x()), numbers(row[2]),
                    softly);
            near(row[0] + " affine", stored.volume().grid().orientation().affine(), numbers(row[3]), softly);
            near(row[0] + " min, max, mean, walk", statistics(stored.volume().values()),
                    numbers(String.join(" ", Arrays.asList(row).subList(4, 8))), softly);
        } catch (IOException e) {
            softly.fail(row[0] + " " + e.getMessage(), e);
        }
    }

    private static void near(String what, List<Double> came, List<Double> expected, SoftAssertions softly) {
        softly.assertThat(came).as(what).hasSameSizeAs(expected);
        double largest = expected.stream().mapToDouble(Math::abs).max().orElse(1);
        for (int i = 0; i < Math.min(came.size(), expected.size()); i++) {
            softly.assertThat(came.get(i)).as(what + " " + i).isCloseTo(expected.get(i),
                    within(1e-7 * Math.max(largest, 1e-3)));
        }
    }

    /// Minimum, maximum, mean, and the mean of the values times their place modulo 101, which sees order.
    private static List<Double> statistics(float[] values) {
        double sum = 0;
        double walk = 0;
        double min = values[0];
        double max = values[0];
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
            walk += values[i] * (double) (i % 101);
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        return List.of(min, max, sum / values.length, walk / values.length);
    }

    @Test
    void files_made_by_other_tools_are_read_as_those_read_them() throws IOException {
        List<String[]> rows = rows("made.tsv").toList();
        assertThat(rows).hasSizeGreaterThan(105);
        var softly = new SoftAssertions();
        rows.forEach(row -> compare(row, TABLES, softly));
        softly.assertAll();
    }

    @Test
    @Tag("real")
    void files_from_scanners_and_microscopes_are_read_as_those_tools_read_them() throws IOException {
        Path data = RealDataTest.data("");
        List<String[]> rows = rows("real.tsv").toList();
        assertThat(rows).hasSizeGreaterThan(23);
        var softly = new SoftAssertions();
        rows.forEach(row -> compare(row, data, softly));
        softly.assertAll();
    }
}
