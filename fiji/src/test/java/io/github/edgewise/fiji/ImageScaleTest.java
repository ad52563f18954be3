package io.github.edgewise.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageScaleTest {
    private static final String TWO_SLICES = """
            .1.
            ...

            ...
            ...
            """;

    @Test
    void units_that_imagej_writes_become_mm() {
        Map.of("mm", 1.0, "cm", 10.0, "micron", 1e-3, "um", 1e-3, "µm", 1e-3, "microns", 1e-3, "nm", 1e-6,
                "inch", 25.4, "m", 1e3).forEach((unit, mm) -> {
                    ImageScale scale = ImageScale
                            .of(Images.sized(Images.labels("a", TWO_SLICES), 3, 0.5, 0.25, unit));
                    assertThat(scale.note()).as(unit).isEmpty();
                    assertThat(scale.mm()).as(unit).isEqualTo(mm);
                    assertThat(scale.grid().shape()).isEqualTo(Shape.of(2, 2, 3));
                    assertThat(scale.grid().spacing()).as(unit)
                            .isEqualTo(new Spacing(3 * mm, 0.5 * mm, 0.25 * mm));
                    assertThat(scale.fromMm(scale.toMm(7))).isCloseTo(7, within(1e-12));
                });
    }

    @Test
    void each_axis_may_have_its_own_unit() {
        ImagePlus image = Images.sized(Images.labels("a", TWO_SLICES), 2, 4, 500, "nm");
        image.getCalibration().setYUnit("µm");
        image.getCalibration().setZUnit("mm");
        ImageScale scale = ImageScale.of(image);
        assertThat(scale.note()).isEmpty();
        assertThat(scale.grid().spacing().z()).isEqualTo(2);
        assertThat(scale.grid().spacing().y()).isCloseTo(4e-3, within(1e-15));
        assertThat(scale.grid().spacing().x()).isCloseTo(5e-4, within(1e-15));
        assertThat(scale.unit()).isEqualTo("nm");
    }

    @Test
    void pixels_without_a_unit_count_as_1_mm_and_the_user_is_told() {
        ImageScale scale = ImageScale.of(Images.labels("cells", TWO_SLICES));
        assertThat(scale.grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(scale.note()).hasValueSatisfying(
                note -> assertThat(note).contains("cells", "pixels", "Image > Properties"));
        ImageScale stretched = ImageScale
                .of(Images.sized(Images.labels("cells", TWO_SLICES), 2.5, 1, 1, "pixel"));
        assertThat(stretched.grid().spacing()).isEqualTo(new Spacing(2.5, 1, 1));
        assertThat(stretched.note()).isPresent();
    }

    @Test
    void a_unit_that_is_not_a_length_is_named() {
        ImageScale scale = ImageScale.of(Images.sized(Images.labels("a", TWO_SLICES), 1, 1, 2, "furlong"));
        assertThat(scale.grid().spacing()).isEqualTo(new Spacing(1, 1, 2));
        assertThat(scale.note()).hasValueSatisfying(note -> assertThat(note).contains("'furlong'"));
    }

    @Test
    void a_single_slice_has_two_axes_and_its_depth_does_not_matter() {
        ImagePlus image = Images.sized(Images.labels("a", ".1.\n..."), 0, 2, 3, "mm");
        image.getCalibration().setZUnit("furlong");
        ImageScale scale = ImageScale.of(image);
        assertThat(scale.grid().shape()).isEqualTo(Shape.of(2, 3));
        assertThat(scale.grid().spacing()).isEqualTo(Spacing.of(2, 3));
        assertThat(scale.note()).isEmpty();
    }

    @Test
    void a_pixel_without_a_size_is_refused() {
        for (double size : new double[]{0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            ImagePlus image = Images.sized(Images.labels("cells", TWO_SLICES), 1, size, 1, "mm");
            assertThatThrownBy(() -> ImageScale.of(image)).isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("cells").hasMessageContaining("along y")
                    .hasMessageContaining("Image > Properties");
        }
    }
}
