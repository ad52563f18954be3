package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.volume.Spacing;
import org.junit.jupiter.api.Test;

class ElementAreasTest {
    @Test
    void equal_deepminds_tables_at_every_golden_spacing() {
        for (String[] row : Golden.index("metrics/areas.txt")) {
            String[] w = row[0].split("x", -1);
            int axes = w.length;
            var spacing = new Spacing(axes == 2 ? 1 : Double.parseDouble(w[0]),
                    Double.parseDouble(w[axes - 2]), Double.parseDouble(w[axes - 1]));
            double[] areas = ElementAreas.of(axes, spacing);
            String[] expected = row[1].split(" ", -1);
            assertThat(areas).hasSize(expected.length);
            for (int code = 0; code < areas.length; code++) {
                int theirs = Integer.reverse(code) >>> (32 - (1 << axes)); // they count corners from the far end
                assertThat(areas[code]).as(row[0] + ", code " + code)
                        .isCloseTo(Double.parseDouble(expected[theirs]), within(1e-12));
            }
        }
    }

    @Test
    void turn_with_the_axes() {
        double[] areas = ElementAreas.of(3, new Spacing(2, 3, 5));
        double[] turned = ElementAreas.of(3, new Spacing(3, 5, 2));
        for (int code = 0; code < 256; code++) {
            int other = 0;
            for (int corner = 0; corner < 8; corner++) {
                if (((code >> corner) & 1) == 1) other |= 1 << (((corner << 1) & 7) | (corner >> 2));
            }
            assertThat(turned[other]).as("code " + code).isCloseTo(areas[code], within(1e-12));
            assertThat(areas[255 - code]).isCloseTo(areas[code], within(1e-12));
        }
    }
}
