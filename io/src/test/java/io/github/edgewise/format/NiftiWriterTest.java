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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiWriterTest {
    private static final Path MADE = Path.of("src/test/resources/nifti");

    @TempDir
    private Path folder = Path.of("");

    private static NiftiHeader header(Path file) throws IOException {
        return Nifti.header(file).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"qform_only.nii", "qform_left.nii", "sform_only.nii", "sform_sheared.nii",
                "micrometres.nii", "metres.nii", "neither.nii", "int16_big.nii", "two.nii", "two_big.nii",
                "pair.hdr",
                "slope.nii", "shape_6x5x4x3.nii", "rgb.nii"})
    void labels_written_like_an_image_have_its_geometry_bit_for_bit(String name) throws IOException {
        Path image = MADE.resolve(name);
        Grid grid = Volumes.read(image).grid();
        byte[] labels = new byte[grid.voxels()];
        labels[1] = 3;
        Path out = folder.resolve(name);
        Volumes.write(out, new LabelMap(grid, 4, labels), image);
        NiftiHeader before = header(image);
        NiftiHeader after = header(out);
        assertThat(after.format()).isEqualTo(before.format());
        for (NiftiField field : List.of(NiftiField.QFORM_CODE, NiftiField.SFORM_CODE, NiftiField.QUATERNION,
                NiftiField.QOFFSET, NiftiField.SROW, NiftiField.PIXDIM, NiftiField.UNITS,
                NiftiField.DESCRIPTION)) {
            for (int i = 0; i < field.count(); i++) {
                assertThat(after.number(field, i)).as("%s %d", field, i).isEqualTo(before.number(field, i));
            }
        }
        assertThat(after.voxel(out).label()).isEqualTo("uint8");
        assertThat(after.slope(out)).isEqualTo(1);
        assertThat(after.intercept(out)).isZero();
        assertThat(Volumes.read(out).grid()).isEqualTo(grid);
        assertThat(Volumes.readLabels(out, LabelRule.AS_STORED).labels()).isEqualTo(labels);
    }

    @Test
    void a_header_of_another_grid_is_not_copied() throws IOException {
        Grid grid = Volumes.read(MADE.resolve("qform_left.nii")).grid().with(new Spacing(3, 2, 1));
        Path out = folder.resolve("a.nii");
        Volumes.write(out, new LabelMap(grid, 2, new byte[60]), MADE.resolve("qform_left.nii"));
        assertThat(header(out).integer(NiftiField.QFORM_CODE, 0)).isZero();
        assertThat(Volumes.read(out).grid().spacing()).isEqualTo(new Spacing(3, 2, 1));
    }

    @Test
    void what_belongs_to_the_values_of_an_image_is_not_copied() throws IOException {
        Path image = folder.resolve("image.nii");
        byte[] bytes = Files.readAllBytes(MADE.resolve("slope.nii"));
        bytes[68] = (byte) 0xef; // intent 1007, little-endian
        bytes[69] = 3;
        bytes[126] = 64; // cal_max
        Files.write(image, bytes);
        Volume volume = Volumes.read(image);
        Path out = folder.resolve("out.nii");
        Volumes.write(out, volume, image);
        assertThat(header(out).integer(NiftiField.INTENT, 0)).isZero();
        assertThat(header(out).number(NiftiField.CAL_MAX, 0)).isZero();
        assertThat(header(out).slope(out)).isEqualTo(1);
        assertThat(Volumes.read(out).values()).isEqualTo(volume.values());
    }

    @Test
    void an_unknown_space_is_written_as_aligned() throws IOException {
        Path out = folder.resolve("a.nii");
        Volumes.write(out, new Volume(Grid.of(Shape.of(2, 3, 4)), new float[24]));
        assertThat(header(out).integer(NiftiField.SFORM_CODE, 0)).isEqualTo(2);
        var mni = new Orientation(Orientation.plain(Spacing.UNIT).affine(), 4);
        Volumes.write(out, new Volume(new Grid(Shape.of(2, 3, 4), Spacing.UNIT, mni), new float[24]));
        assertThat(header(out).integer(NiftiField.SFORM_CODE, 0)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"32767, NIfTI-1", "32768, NIfTI-2"})
    void axes_too_long_for_the_first_version_are_written_as_the_second(int width, String format)
            throws IOException {
        byte[] labels = new byte[width];
        labels[width - 1] = 5;
        Path out = folder.resolve("long.nii.gz");
        Volumes.write(out, new LabelMap(Grid.of(Shape.of(1, 1, width)), 6, labels));
        assertThat(Volumes.stored(out).format()).isEqualTo(format);
        assertThat(Volumes.readLabels(out, LabelRule.AS_STORED).labels()).isEqualTo(labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v.hdr", "v.img", "v.hdr.gz", "v.img.gz"})
    void a_pair_is_written_and_found_by_either_name(String name) throws IOException {
        byte[] labels = {0, 1, 2, 3};
        Volumes.write(folder.resolve(name), new LabelMap(Grid.of(Shape.of(2, 2)), 4, labels));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        for (String part : List.of("v.hdr", "v.img")) {
            String either = name.endsWith(".gz") ? part + ".gz" : part;
            assertThat(Volumes.readLabels(folder.resolve(either), LabelRule.AS_STORED).labels())
                    .isEqualTo(labels);
        }
        assertThat(Volumes.stem(folder.resolve("v.hdr"))).isEqualTo("v");
    }
}
