package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import org.junit.jupiter.api.Test;

class LesionTest {
    private static LabelMap map(Grid grid, String... rows) {
        String text = String.join("", rows);
        byte[] labels = new byte[text.length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (text.charAt(i) == '#' ? 1 : 0);
        }
        return new LabelMap(grid, 2, labels);
    }

    @Test
    void a_lesion_has_its_area_and_is_found_where_one_pixel_of_it_is() {
        Grid grid = Grid.of(Shape.of(3, 6), Spacing.of(0.5, 2));
        LabelMap reference = map(grid,
                "##...#",
                "#....#",
                "...#..");
        LabelMap prediction = map(grid,
                ".##...",
                "......",
                "..###.");
        assertThat(Lesion.of(prediction, reference, 1)).containsExactly(new Lesion(1, 3, true),
                new Lesion(1, 2, false), new Lesion(1, 1, true));
    }

    @Test
    void a_voxel_counts_with_its_thickness() {
        LabelMap one = map(Grid.of(Shape.of(1, 1, 2), new Spacing(5, 0.5, 2)), "#.");
        assertThat(Lesion.of(one, one, 1)).containsExactly(new Lesion(1, 5, true));
    }

    @Test
    void an_empty_reference_has_none() {
        Grid grid = Grid.of(Shape.of(1, 2));
        assertThat(Lesion.of(map(grid, "##"), map(grid, ".."), 1)).isEmpty();
    }
}
