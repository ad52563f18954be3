package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What [FormatTableTest] does not see: order, warnings, messages.
class DicomTest {
    private static final Path MADE = Path.of("src/test/resources/formats");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void slices_are_sorted_by_position_whatever_their_names_are() throws IOException {
        Volume whole = Volumes.read(MADE.resolve("series"));
        assertThat(whole.grid().shape()).isEqualTo(Shape.of(4, 5, 7));
        int[] files = {1, 3, 0, 2}; // IM0 is the third slice, and so on
        for (int z = 0; z < 4; z++) {
            Volume slice = Volumes.read(MADE.resolve("series/IM" + files[z]));
            assertThat(Arrays.copyOfRange(whole.values(), 35 * z, 35 * z + 35)).isEqualTo(slice.values());
            Files.copy(MADE.resolve("series/IM" + files[z]), folder.resolve("renamed" + (9 - z) + ".dcm"));
        }
        assertThat(Volumes.read(folder).values()).isEqualTo(whole.values());
        assertThat(Volumes.read(folder).grid()).isEqualTo(whole.grid());
    }

    @Test
    void the_distance_of_slices_comes_from_their_positions() throws IOException {
        // 2.5 mm apart, although the thickness is 9 mm
        assertThat(Volumes.read(MADE.resolve("series")).grid().spacing().z()).isCloseTo(2.5, within(1e-9));
        assertThat(Volumes.stored(MADE.resolve("series")).warnings())
                .containsExactly("1 other files in the folder are passed over");
        assertThat(Volumes.stored(MADE.resolve("tilted")).warnings()).singleElement().asString()
                .contains("degrees off a right angle (a tilted gantry?)");
    }

    @Test
    void a_preview_inside_of_the_file_is_not_the_image() throws IOException {
        assertThat(Volumes.read(MADE.resolve("icon.dcm")).grid())
                .isEqualTo(Volumes.read(MADE.resolve("implicit.dcm")).grid());
    }

    @Test
    void slices_that_differ_in_size_are_no_volume() throws IOException {
        Files.copy(MADE.resolve("series/IM0"), folder.resolve("a"));
        Path b = Files.copy(MADE.resolve("series/IM1"), folder.resolve("b"));
        byte[] bytes = Files.readAllBytes(b);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.length - 10; i++) {
            if (buffer.getInt(i) == 0x00110028) buffer.putShort(i + 8, (short) 6); // (0028,0011) columns
        }
        Files.write(b, bytes);
        assertThatThrownBy(() -> Volumes.read(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("mixes slices of different size")
                .hasMessageContaining("a frame 1 and b");
    }

    @Test
    void a_folder_without_images_and_a_file_to_write_are_named() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "nothing");
        assertThatThrownBy(() -> Volumes.read(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining(folder.toString());
        LabelMap labels = RoundTrip.labels();
        assertThatThrownBy(() -> Volumes.write(folder.resolve("a.dcm"), labels))
                .hasMessageContaining("DICOM is read only").hasMessageContaining("write .nii.gz");
    }

    @Test
    void a_single_slice_becomes_nifti_in_its_place() throws IOException {
        Path nifti = folder.resolve("a.nii");
        Volumes.convert(MADE.resolve("series"), nifti);
        RoundTrip.assertSame(Volumes.read(nifti).grid(), Volumes.read(MADE.resolve("series")).grid());
        Volumes.convert(MADE.resolve("explicit.dcm"), nifti);
        assertThat(Volumes.read(nifti).grid().shape()).isEqualTo(Shape.of(5, 7));
    }

    @Test
    void stored_bits_are_taken_with_their_sign() throws IOException {
        byte[] bytes = Files.readAllBytes(MADE.resolve("twelve_bits.dcm"));
        float[] unsigned = Volumes.read(MADE.resolve("twelve_bits.dcm")).values();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.length - 10; i++) {
            if (buffer.getInt(i) == 0x01030028) buffer.putShort(i + 8, (short) 1); // (0028,0103) signed
        }
        float[] signed = Volumes.read(Files.write(folder.resolve("s.dcm"), bytes)).values();
        for (int i = 0; i < signed.length; i++) {
            assertThat(signed[i]).isEqualTo(unsigned[i] >= 2048 ? unsigned[i] - 4096 : unsigned[i]);
        }
        assertThat(signed[0] < 0 || Arrays.toString(signed).contains("-")).isTrue();
    }
}
