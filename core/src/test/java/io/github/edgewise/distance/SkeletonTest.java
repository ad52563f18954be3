package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.BettiNumbers;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkeletonTest {

    private static String[] skeleton(String... rows) {
        return skeleton(Spacing.UNIT, rows);
    }

    private static String[] skeleton(Spacing spacing, String... rows) {
        LabelMap labels = Masks.of(rows);
        Grid grid = labels.grid().with(spacing);
        boolean[] skeleton = Skeleton.of(labels.on(grid), 1);
        String[] art = new String[rows.length];
        for (int y = 0; y < art.length; y++) {
            var row = new StringBuilder();
            for (int x = 0; x < rows[0].length(); x++) {
                row.append(skeleton[y * rows[0].length() + x] ? '#' : '.');
            }
            art[y] = row.toString();
        }
        return art;
    }

    @Test
    void a_bar_becomes_its_middle_line() {
        assertThat(skeleton(
                "...........",
                ".#########.",
                ".#########.",
                ".#########.",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        "..#######..",
                        "...........",
                        "...........");
    }

    @Test
    void a_ring_stays_a_ring() {
        assertThat(skeleton(
                ".........",
                ".#######.",
                ".#######.",
                ".##...##.",
                ".##...##.",
                ".##...##.",
                ".#######.",
                ".#######.",
                ".........")).containsExactly(
                        ".........",
                        ".........",
                        ".........",
                        ".........",
                        ".........",
                        ".........",
                        ".........",
                        ".........",
                        ".........");
    }
}
