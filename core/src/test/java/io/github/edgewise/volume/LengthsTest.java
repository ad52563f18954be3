package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthsTest {
    private static double unit(double spacing) {
        return Lengths.of(Spacing.of(spacing, spacing), 2).unitMm();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.4688, 0.9765625, 1, 1.5, 3, 7.5, 10})
    void data_of_about_a_millimetre_have_lengths_in_mm(double spacing) {
        assertThat(Lengths.of(Spacing.of(spacing, spacing), 2)).isEqualTo(new Lengths(1, 1));
        assertThat(unit((float) spacing)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0.0005, 0.001", "0.000325, 0.001", "0.00010, 0.001", "0.01, 0.001", "0.011, 0.1",
        "0.05, 0.1",
        "0.099, 0.1", "0.00005, 0.0001", "0.000004, 0.000001", "11, 100", "99, 100", "250, 1000"})
    void other_data_have_the_power_of_a_thousand_that_fits(double spacing, double unit) {
        assertThat(unit(spacing)).isCloseTo(unit, within(1e-12 * unit));
        assertThat(unit((float) spacing)).isCloseTo(unit, within(1e-12 * unit));
    }

    /// The spacing of phantoms, of hippocampi, and others that scanners have.
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.35, 0.5, 0.7, 0.75, 0.8, 1, 1.2, 1.25, 1.5, 2.5, 3, 7.5, 10})
    void a_copy_of_data_in_mm_has_the_same_lengths_in_voxels(double spacing) {
        assertThat(unit(spacing / 1024)).isEqualTo(1. / 1024);
        assertThat(unit((float) spacing / 1024)).isEqualTo(1. / 1024);
        assertThat(unit(spacing / 1000)).isEqualTo(1e-3);
        assertThat(unit((float) (spacing / 1000))).isEqualTo(1e-3);
    }

    @Test
    void the_finest_axis_decides_and_2d_images_have_no_z() {
        assertThat(Lengths.of(new Spacing(0.003, 0.0005, 0.0007), 3).unitMm()).isEqualTo(1e-3);
        assertThat(Lengths.of(new Spacing(0.003, 1, 1), 2).unitMm()).isEqualTo(1);
        assertThat(Lengths.of(new Spacing(0.003, 1, 1), 3).unitMm()).isEqualTo(1e-3);
        assertThat(Lengths.of(Grid.of(Shape.of(3, 3), Spacing.of(0.5e-3, 1))))
                .isEqualTo(new Lengths(1e-3, 1e-3));
    }

    @Test
    void a_given_length_is_mm_and_a_planned_one_a_number_of_units() {
        assertThat(Lengths.planned(20, 5, 1e-3)).isEqualTo(20);
        assertThat(Lengths.planned(Lengths.PLANNED, 5, 1. / 1024)).isEqualTo(5. / 1024);
    }

    @Test
    void lengths_are_shown_in_their_unit() {
        assertThat(new Lengths(1, 1)).hasToString("unit 1 mm, tolerance of surface Dice 1 mm");
        assertThat(new Lengths(1e-3, 2e-3)).hasToString("unit 1 µm, tolerance of surface Dice 2 µm");
        assertThat(LengthUnit.text(0)).isEqualTo("0 mm");
        assertThat(LengthUnit.text(20)).isEqualTo("20 mm");
        assertThat(LengthUnit.text(0.1)).isEqualTo("0.1 mm");
        assertThat(LengthUnit.text(0.02)).isEqualTo("20 µm");
        assertThat(LengthUnit.text(20. / 1024)).isEqualTo("19.53 µm");
        assertThat(LengthUnit.text(5e-5)).isEqualTo("50 nm");
        assertThat(LengthUnit.text(-0.009)).isEqualTo("-9 µm");
        assertThat(LengthUnit.text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity mm");
        assertThat(LengthUnit.of(new Spacing(3e-3, 0.5e-3, 0.5e-3), 3).spacing(new Spacing(3e-3, 5e-4, 5e-4)))
                .isEqualTo("3.0, 0.5, 0.5");
    }

    @Test
    void wrong_lengths_are_named() {
        assertThatThrownBy(() -> new Lengths(0, 1)).hasMessage(
                "the unit of length must be a positive number of mm, but is 0.0");
        assertThatThrownBy(() -> new Lengths(1, -1))
                .hasMessage("the tolerance must be 0 mm or more, but is -1.0");
    }
}
