package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWarningsTest {
    private static final String NO_UNIT = "the header does not say the unit of length; mm is assumed";

    @TempDir
    private Path folder = Path.of("");

    private Path withoutUnit(String name) throws IOException {
        Path file = folder.resolve(name);
        Volumes.write(file, new LabelMap(Grid.of(Shape.of(2, 2, 2)), 2, new byte[8]));
        byte[] bytes = Files.readAllBytes(file);
        bytes[123] = 0;
        return Files.write(file, bytes);
    }

    @Test
    void each_warning_of_a_file_comes_once_from_whatever_reads_it() throws Exception {
        Path one = withoutUnit("one.nii");
        Path two = withoutUnit("two.nii");
        var heard = new ArrayList<String>();
        try (var warnings = FileWarnings
                .listen((file, text) -> heard.add(file.getFileName() + ": " + text))) {
            Volumes.read(one);
            Volumes.readLabels(one, LabelRule.AS_STORED);
            LargeNifti.labels(one, one, share -> {}).close();
            var thread = new Thread(() -> {
                try {
                    Volumes.stored(two);
                } catch (IOException e) {
                    heard.add(e.getMessage());
                }
            });
            thread.start();
            thread.join();
            assertThat(warnings.byText().get(NO_UNIT)).contains(one.toAbsolutePath(), two.toAbsolutePath());
        }
        assertThat(heard).contains("one.nii: " + NO_UNIT, "two.nii: " + NO_UNIT).doesNotHaveDuplicates();
        int before = heard.size();
        Volumes.read(withoutUnit("three.nii"));
        assertThat(heard).as("nothing after it was closed").hasSize(before);
    }

    @Test
    void sheared_axes_are_told_with_their_angle_whatever_the_format() throws IOException {
        double tilt = 5 * Math.tan(Math.toRadians(20));
        var orientation = new Orientation(List.of(1., 0., 0., 0., 0., 1., tilt, 0., 0., 0., 5., 0.), 1);
        var grid = new Grid(Shape.of(2, 3, 4), new Spacing(orientation.stepMm(2), 1, 1), orientation);
        for (String name : List.of("a.nii", "a.nrrd", "a.mha")) {
            Path file = folder.resolve(name);
            Volumes.write(file, new Volume(grid, new float[24]));
            assertThat(Volumes.stored(file).warnings()).as(name).singleElement().asString()
                    .contains("20.0 degrees off a right angle", "wrong by 23.3 %", "--unshear");
        }
        assertThat(LargeNifti.warnings(folder.resolve("a.nii"))).singleElement().asString()
                .contains("20.0 degrees");
        Volumes.write(folder.resolve("b.nii"), new Volume(Grid.of(Shape.of(2, 3, 4)), new float[24]));
        assertThat(Volumes.stored(folder.resolve("b.nii")).warnings()).isEmpty();
    }

    @Test
    void unknown_units_of_nrrd_and_metaimage_are_named() throws IOException {
        Path mha = folder.resolve("a.mhd");
        Files.write(folder.resolve("a.raw"), new byte[4]);
        Files.writeString(mha, """
                ObjectType = Image
                NDims = 2
                DistanceUnits = furlong
                DimSize = 2 2
                ElementType = MET_UCHAR
                ElementDataFile = a.raw
                """);
        assertThat(Volumes.stored(mha).warnings())
                .containsExactly("the unit of length 'furlong' is not known, 1 mm is assumed");
        Path nrrd = folder.resolve("a.nhdr");
        for (String units : List.of("\"furlong\" \"furlong\"", "\"pixel\" \"\"", "\"um\" \"um\"")) {
            Files.writeString(nrrd, "NRRD0004\ntype: uint8\ndimension: 2\nsizes: 2 2\nspacings: 2 2\nunits: "
                    + units + "\nencoding: raw\ndata file: a.raw\n");
            Stored stored = Volumes.stored(nrrd);
            boolean known = !units.contains("furlong");
            assertThat(stored.warnings()).hasSize(known ? 0 : 1);
            assertThat(stored.volume().grid().spacing().x()).isEqualTo(units.contains("um") ? 2e-3 : 2);
        }
    }
}
