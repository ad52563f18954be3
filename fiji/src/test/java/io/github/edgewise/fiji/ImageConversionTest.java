package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import org.junit.jupiter.api.Test;

class ImageConversionTest {
    @Test
    void hyperstacks_of_16_and_32_bits_become_channels_and_slices() {
        for (int bits : new int[]{16, 32}) {
            ImagePlus image = Images.counted(bits, 3, 4, 5, 7);
            Volume volume = ImageConversion.volume(image);
            assertThat(volume.channels()).isEqualTo(3);
            assertThat(volume.grid().shape()).isEqualTo(Shape.of(4, 5, 7));
            for (int c = 0; c < 3; c++) {
                for (int z = 0; z < 4; z++) {
                    assertThat(volume.at(c, z, 4, 6)).isEqualTo(1000 * c + 100 * z + 46);
                    assertThat(volume.at(c, z, 0, 1)).isEqualTo(1000 * c + 100 * z + 1);
                }
            }
        }
    }

    @Test
    void a_composite_of_one_slice_is_2_d_with_channels() {
        var composite = new CompositeImage(Images.counted(16, 2, 1, 3, 5), CompositeImage.COMPOSITE);
        Volume volume = ImageConversion.volume(composite);
        assertThat(volume.channels()).isEqualTo(2);
        assertThat(volume.grid().shape()).isEqualTo(Shape.of(3, 5));
        assertThat(volume.at(1, 0, 2, 4)).isEqualTo(1024);
    }

    @Test
    void colours_are_three_channels() {
        Volume volume = ImageConversion.volume(Images.colours(0x010203, 0xff8000));
        assertThat(volume.channels()).isEqualTo(3);
        assertThat(volume.values()).containsExactly(1, 255, 2, 128, 3, 0);
    }

    @Test
    void values_above_127_and_32767_keep_their_sign() {
        assertThat(ImageConversion.volume(new ImagePlus("a", new ByteProcessor(2, 1, new byte[]{-1, 5})))
                .values()).containsExactly(255, 5);
        assertThat(ImageConversion
                .volume(new ImagePlus("a", new ShortProcessor(2, 1, new short[]{-1, 5}, null))).values())
                .containsExactly(65535, 5);
    }

    @Test
    void values_are_those_at_the_cursor_where_the_image_has_a_calibration_function() {
        var image = new ImagePlus("ct",
                new ShortProcessor(2, 1, new short[]{(short) 31768, (short) 32769}, null));
        var calibration = new Calibration(image);
        calibration.setSigned16BitCalibration();
        image.setCalibration(calibration);
        assertThat(ImageConversion.volume(image).values()).containsExactly(-1000, 1);
        var labels = new ImagePlus("signed",
                new ShortProcessor(2, 1, new short[]{(short) 32768, (short) 32770}, null));
        labels.setCalibration(calibration);
        assertThat(ImageConversion.labels(labels).labels()).containsExactly(0, 2);
    }

    @Test
    void a_time_series_is_refused() {
        ImagePlus image = Images.counted(16, 1, 4, 2, 2);
        image.setDimensions(1, 1, 4);
        assertThatThrownBy(() -> ImageConversion.volume(image)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("4 frames").hasMessageContaining("Image > Duplicate");
        assertThatThrownBy(() -> ImageConversion.labels(image)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void labels_have_as_many_classes_as_the_highest_but_at_least_two() {
        LabelMap labels = ImageConversion.labels(Images.labels("a", """
                .1.
                3..

                ...
                ..2
                """));
        assertThat(labels.classes()).isEqualTo(4);
        assertThat(labels.labels()).containsExactly(0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2);
        assertThat(ImageConversion.labels(Images.labels("empty", "...")).classes()).isEqualTo(2);
    }

    @Test
    void labels_of_16_and_32_bits_are_read_up_to_255() {
        var deep = new ImagePlus("a", new ShortProcessor(2, 1, new short[]{255, 0}, null));
        assertThat(ImageConversion.labels(deep).at(0)).isEqualTo(255);
        var floats = new ImagePlus("a", new FloatProcessor(2, 1, new float[]{255, 3}));
        assertThat(ImageConversion.labels(floats).at(1)).isEqualTo(3);
    }

    @Test
    void what_is_no_label_is_refused_with_its_place() {
        var objects = new ImagePlus("objects", new ShortProcessor(2, 2, new short[]{0, 0, 0, 256}, null));
        assertRefused(objects, "objects holds 256 at (1, 1)", "objects with a number each");
        assertRefused(new ImagePlus("soft", new FloatProcessor(2, 1, new float[]{0, 0.5f})),
                "soft holds 0.5 at (0, 1)", "Threshold");
        assertRefused(new ImagePlus("a", new FloatProcessor(2, 1, new float[]{0, -1})), "holds -1",
                "Threshold");
        assertRefused(new ImagePlus("a", new FloatProcessor(2, 1, new float[]{Float.NaN, 0})), "NaN",
                "(0, 0)");
        assertRefused(Images.colours(0, 1), "colours", "8-bit");
        assertRefused(Images.counted(16, 2, 1, 2, 2), "2 channels", "Split Channels");
    }

    private static void assertRefused(ImagePlus image, String... words) {
        assertThatThrownBy(() -> ImageConversion.labels(image)).isInstanceOf(InvalidInputException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void labels_come_back_as_they_went_with_their_calibration() {
        ImagePlus before = Images.sized(Images.labels("a", """
                .1.
                #..

                4..
                ..2

                ...
                ...
                """), 2, 0.5, 0.25, "um");
        before.getCalibration().xOrigin = 7;
        LabelMap labels = ImageConversion.labels(before);
        ImagePlus after = ImageConversion.image("b", labels, before);
        assertThat(after.getBitDepth()).isEqualTo(8);
        assertThat(after.getDimensions()).containsExactly(3, 2, 1, 3, 1);
        assertThat(after.getCalibration().equals(before.getCalibration())).isTrue();
        assertThat(after.getCalibration().xOrigin).isEqualTo(7);
        assertThat(ImageConversion.labels(after).labels()).isEqualTo(labels.labels());
        assertThat(ImageConversion.labels(after).grid()).isEqualTo(labels.grid());
        assertThat(labels.grid().spacing()).isEqualTo(new Spacing(2e-3, 5e-4, 2.5e-4));
    }

    @Test
    void values_come_back_as_they_went_with_their_calibration() {
        ImagePlus before = Images.sized(Images.counted(32, 2, 3, 4, 5), 2, 0.5, 0.25, "mm");
        Volume volume = ImageConversion.volume(before);
        ImagePlus after = ImageConversion.image("b", volume, before, 0, 0);
        assertThat(after.getDimensions()).containsExactly(5, 4, 2, 3, 1);
        assertThat(after.getBitDepth()).isEqualTo(32);
        assertThat(after.getCalibration().equals(before.getCalibration())).isTrue();
        assertThat(ImageConversion.volume(after).values()).isEqualTo(volume.values());
        assertThat(after.getDisplayRangeMin()).isZero();
        assertThat(after.getDisplayRangeMax()).isEqualTo(1234);
    }

    @Test
    void a_calibration_function_stays_with_its_image() {
        var ct = new ImagePlus("ct", new ShortProcessor(2, 1, new short[]{0, (short) 32769}, null));
        var calibration = new Calibration(ct);
        calibration.setSigned16BitCalibration();
        ct.setCalibration(calibration);
        ImagePlus map = ImageConversion.image("b", ImageConversion.volume(ct), ct, 0, 0);
        assertThat(ImageConversion.volume(map).values()).containsExactly(-32768, 1);
        assertThat(ct.getCalibration().getCTable()).isNotNull();
    }
}
