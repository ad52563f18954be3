package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothNoiseTest {
    @Test
    void a_row_has_the_values_of_its_points() {
        var random = new SplittableRandom(3);
        var noise = new SmoothNoise(random, 7);
        double[] row = new double[40];
        for (int n = 0; n < 50; n++) {
            double z = 60 * random.nextDouble() - 30;
            double y = 60 * random.nextDouble() - 30;
            double x = 60 * random.nextDouble() - 30;
            double step = random.nextDouble() - 0.5;
            noise.row(z, y, x, step, row, 39);
            for (int i = 0; i < 39; i++) {
                assertThat(row[i]).isCloseTo(noise.at(z, y, x + i * step), within(1e-12));
            }
        }
        assertThat(row[39]).as("beyond what was asked for").isZero();
    }
}
