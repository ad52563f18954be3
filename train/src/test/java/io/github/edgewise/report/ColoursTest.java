package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A hue has one meaning on pages: class, distance of the prediction, distance of the reference.
class ColoursTest {
    private static double hue(int colour) {
        return 360 * Color.RGBtoHSB(colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff, null)[0];
    }

    private static double apart(double one, double other) {
        double apart = Math.abs(one - other) % 360;
        return Math.min(apart, 360 - apart);
    }

    @Test
    void classes_have_other_hues_than_distances() {
        List<Integer> classes = Pattern.compile("stroke:#([0-9a-f]{6})").matcher(Colours.style()).results()
                .map(found -> Integer.parseInt(found.group(1), 16)).toList();
        assertThat(classes).hasSize(6).doesNotHaveDuplicates();
        for (int colour : classes) {
            for (List<Integer> scale : List.of(Colours.WARM, Colours.COLD)) {
                for (int i = 0; i <= 10; i++) {
                    assertThat(apart(hue(colour), hue(Colours.at(scale, i / 10.)))).as("#%06x", colour)
                            .isGreaterThan(20);
                }
            }
        }
    }

    @Test
    void the_two_kinds_of_distances_differ_too() {
        for (int i = 0; i <= 10; i++) {
            for (int j = 0; j <= 10; j++) {
                assertThat(
                        apart(hue(Colours.at(Colours.WARM, i / 10.)), hue(Colours.at(Colours.COLD, j / 10.))))
                        .isGreaterThan(90);
            }
        }
    }
}
