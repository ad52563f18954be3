package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntensityTest {
    private static final Shape SHAPE = Shape.of(7, 11, 13);
    private static final Spacing THICK = new Spacing(3, 1, 1);

    /// Normal values of a patch, mean 0 and deviation 1.
    private static float[] patch() {
        var random = new SplittableRandom(5);
        float[] values = new float[SHAPE.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] varied(Intensity intensity, long seed) {
        float[] values = patch();
        intensity.vary(values, 0, 1, SHAPE, Spacing.UNIT, new SplittableRandom(seed));
        return values;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double mean = mean(values);
        double sum = 0;
        for (float v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    @Test
    void one_number_switches_everything_off() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(varied(Intensity.of(0), seed)).isEqualTo(patch());
            assertThat(varied(new Intensity(1, 0, 0, 0, 0, 0, 0, 0), seed)).isEqualTo(patch());
        }
        assertThat(varied(Intensity.USUAL, 3)).isEqualTo(varied(Intensity.USUAL, 3))
                .isNotEqualTo(varied(Intensity.USUAL, 4));
    }

    @Test
    void a_share_of_the_patches_is_varied_and_other_channels_are_by_themselves() {
        int changed = 0;
        for (int seed = 0; seed < 1000; seed++) {
            changed += Arrays.equals(varied(new Intensity(1, 0, 0.3, 0, 0, 0, 0, 0), seed), patch()) ? 0 : 1;
        }
        assertThat(changed).isBetween(250, 350);
        float[] two = Arrays.copyOf(patch(), 2 * SHAPE.voxels());
        System.arraycopy(patch(), 0, two, SHAPE.voxels(), SHAPE.voxels());
        new Intensity(1, 0, 1, 0, 0, 0, 0, 0).vary(two, 0, 2, SHAPE, Spacing.UNIT, new SplittableRandom(1));
        assertThat(two[0] / patch()[0]).isNotCloseTo(two[SHAPE.voxels()] / patch()[0], within(1e-3f));
    }

    @Test
    void brightness_and_contrast_stay_within_a_quarter() {
        double least = 1;
        double most = 1;
        for (int seed = 0; seed < 200; seed++) {
            float[] bright = varied(new Intensity(1, 0, 1, 0, 0, 0, 0, 0), seed);
            double factor = bright[0] / patch()[0];
            for (int i = 0; i < bright.length; i++) {
                assertThat((double) bright[i]).isCloseTo(factor * patch()[i], within(1e-5));
            }
            least = Math.min(least, factor);
            most = Math.max(most, factor);
            float[] contrast = varied(new Intensity(1, 0, 0, 1, 0, 0, 0, 0), seed);
            assertThat(deviation(contrast) / deviation(patch())).isBetween(0.74, 1.26);
            assertThat(mean(contrast)).isCloseTo(mean(patch()), within(0.02));
            assertThat(span(contrast)).isLessThanOrEqualTo(span(patch()) + 1e-5);
        }
        assertThat(least).isBetween(0.75, 0.77);
        assertThat(most).isBetween(1.23, 1.25);
        assertThat(deviation(varied(new Intensity(0.1, 0, 1, 0, 0, 0, 0, 0), 1))).isBetween(0.97, 1.03);
    }

    private static double span(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[0];
    }

    @Test
    void gamma_keeps_order_mean_and_deviation() {
        float[] old = patch();
        for (double exponent : new double[]{0.7, 1.5}) {
            for (boolean inverted : new boolean[]{false, true}) {
                float[] values = patch();
                new Tone(values, 0, SHAPE).gamma(exponent, inverted);
                assertThat(mean(values)).isCloseTo(mean(old), within(1e-5));
                assertThat(deviation(values)).isCloseTo(deviation(old), within(1e-5));
                double[] expected = powers(old, exponent, inverted);
                for (int i = 0; i < values.length; i++) {
                    assertThat((double) values[i]).isCloseTo(expected[i], within(0.01));
                    int other = (i * 31 + 7) % values.length;
                    if (old[i] < old[other]) assertThat(values[i]).isLessThanOrEqualTo(values[other]);
                }
            }
        }
    }

    /// The formula, and then the old mean and deviation.
    private static double[] powers(float[] old, double exponent, boolean inverted) {
        float[] sorted = old.clone();
        Arrays.sort(sorted);
        double least = sorted[0];
        double width = sorted[sorted.length - 1] - least;
        float[] p = new float[old.length];
        for (int i = 0; i < p.length; i++) {
            double r = (old[i] - least) / width;
            p[i] = (float) (inverted ? 1 - Math.pow(1 - r, exponent) : Math.pow(r, exponent));
        }
        double factor = deviation(old) / deviation(p);
        double[] expected = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            expected[i] = mean(old) + (p[i] - mean(p)) * factor;
        }
        return expected;
    }

    @Test
    void a_constant_patch_stays_as_it_is() {
        float[] values = new float[SHAPE.voxels()];
        Arrays.fill(values, 3);
        new Intensity(1, 1, 0, 1, 1, 1, 1, 0).vary(values, 0, 1, SHAPE, Spacing.UNIT,
                new SplittableRandom(2));
        for (float v : values) {
            assertThat(v).isCloseTo(3, within(1e-5f));
        }
    }

    @Test
    void a_bias_field_is_smooth_and_keeps_mean_and_deviation() {
        float[] values = new float[SHAPE.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2; // least 0, so odd voxels show the field
        }
        float[] old = values.clone();
        new Tone(values, 0, SHAPE).bias(0.3, Spacing.UNIT, new SplittableRandom(8));
        assertThat(mean(values)).isCloseTo(mean(old), within(1e-5));
        assertThat(deviation(values)).isCloseTo(deviation(old), within(1e-5));
        double steepest = 0;
        double lowest = 2;
        double highest = 0;
        for (int i = 1; i < values.length; i += 2) {
            lowest = Math.min(lowest, values[i]);
            highest = Math.max(highest, values[i]);
            if (i % SHAPE.width() >= 2) steepest = Math.max(steepest, Math.abs(values[i] - values[i - 2]));
        }
        assertThat(highest - lowest).isBetween(0.1, 0.75);
        assertThat(steepest).isLessThan((highest - lowest) / 2);
    }

    @Test
    void a_blur_is_the_gaussian_of_its_deviation() {
        for (Spacing spacing : new Spacing[]{Spacing.UNIT, THICK}) {
            float[] dot = new float[SHAPE.voxels()];
            dot[SHAPE.index(3, 5, 6)] = 1;
            new Sharpness(dot, 0, SHAPE, spacing).blur(0.8);
            assertThat(mean(dot) * dot.length).isCloseTo(1, within(1e-5));
            double variance = 0;
            double inDepth = 0;
            for (int i = 0; i < dot.length; i++) {
                int x = i % 13 - 6;
                int z = i / 13 / 11 - 3;
                variance += dot[i] * x * x;
                inDepth += dot[i] * z * z;
            }
            assertThat(variance).isCloseTo(0.64, within(0.02));
            assertThat(inDepth).isCloseTo(spacing.equals(THICK) ? 0 : 0.64, within(0.02));
        }
    }

    /// Every voxel by itself: where it lies between the kept ones, and the value there along each axis in
    /// turn.
    @Test
    void a_lower_resolution_keeps_nearest_voxels_and_is_linear_between_them() {
        for (Spacing spacing : new Spacing[]{Spacing.UNIT, THICK}) {
            for (double factor : new double[]{0.5, 0.77, 1}) {
                float[] values = patch();
                new Sharpness(values, 0, SHAPE, spacing).lower(factor);
                float[] old = patch();
                for (int i = 0; i < values.length; i++) {
                    double sum = 0;
                    for (int corner = 0; corner < 8; corner++) {
                        double[] z = end(i / 13 / 11, 7, spacing.equals(THICK) ? 1 : factor, corner >> 2);
                        double[] y = end(i / 13 % 11, 11, factor, corner >> 1 & 1);
                        double[] x = end(i % 13, 13, factor, corner & 1);
                        sum += z[1] * y[1] * x[1] * old[SHAPE.index((int) z[0], (int) y[0], (int) x[0])];
                    }
                    assertThat((double) values[i]).isCloseTo(sum, within(1e-5));
                }
            }
        }
    }

    /// The kept voxel before (0) or behind (1) voxel `i`, and its weight.
    private static double[] end(int i, int n, double factor, int side) {
        int kept = (int) Math.round(n * factor);
        double place = Math.min(kept - 1, Math.max(0, (i + 0.5) * kept / n - 0.5));
        double cell = Math.floor(place) + side;
        double weight = side == 0 ? 1 - (place - Math.floor(place)) : place - Math.floor(place);
        return new double[]{Math.floor((Math.min(cell, kept - 1) + 0.5) * n / kept), weight};
    }

    @Test
    void noise_has_mean_zero_and_the_deviation_asked_for() {
        Shape large = Shape.of(50, 50, 50);
        float[] values = new float[large.voxels()];
        new Tone(values, 0, large).noise(0.08, new SplittableRandom(4));
        assertThat(mean(values)).isCloseTo(0, within(1e-3));
        assertThat(deviation(values)).isCloseTo(0.08, within(1e-3));
    }

    @Test
    void wrong_settings_are_named() {
        assertThatThrownBy(() -> Intensity.of(2)).hasMessageContaining("0 to 1.5, not 2.0");
        assertThatThrownBy(() -> new Intensity(1, 0, 0, 0, 0, -0.1, 0, 0))
                .hasMessageContaining("0 to 1, not -0.1");
    }
}
