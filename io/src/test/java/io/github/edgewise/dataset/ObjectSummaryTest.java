package io.github.edgewise.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectSummaryTest {
    /// A mask of a class, `#` where it is.
    private static LabelMap mask(Spacing spacing, int classes, String... rows) {
        byte[] labels = new byte[rows.length * rows[0].length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '#' ? 1 : 0);
        }
        return new LabelMap(Grid.of(Shape.of(rows.length, rows[0].length()), spacing), classes, labels);
    }

    private static ObjectSummary summary(LabelMap... maps) {
        var all = new ArrayList<ObjectSummary.OfCase>();
        for (LabelMap map : maps) {
            all.addAll(ObjectSummary.OfCase.of(map));
        }
        return ObjectSummary.of(1, all);
    }

    @Test
    void objects_are_counted_in_the_cases_that_have_some() {
        ObjectSummary found = summary(
                mask(Spacing.UNIT, 2, "##..#", ".....", "#...#"),
                mask(Spacing.UNIT, 2, ".....", ".....", "....."),
                mask(Spacing.UNIT, 2, "#....", ".###.", "....."),
                mask(Spacing.UNIT, 2, ".....", "..#..", "...#."));
        assertThat(found.cases()).isEqualTo(3);
        assertThat(found.perCase()).as("of 4, 1 and 1").isEqualTo(1);
        assertThat(found.voxels()).as("of 1, 1, 1, 2, 2 and 4").isEqualTo(1);
        assertThat(found.emptySlices()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void a_line_is_longer_than_a_disc_at_any_spacing() {
        for (double mm : new double[]{1, 0.003}) {
            var w = new Spacing(1, mm, mm);
            ObjectSummary line = summary(mask(w, 2, "............", ".##########.", "............"));
            assertThat(line.elongation()).isCloseTo(10, within(1e-4));
            ObjectSummary square = summary(mask(w, 2, ".....", ".###.", ".###.", ".###.", "....."));
            assertThat(square.elongation()).isLessThan(2);
        }
    }

    @Test
    void a_class_without_objects_has_zeros_and_no_division_by_them() {
        ObjectSummary none = summary(mask(Spacing.UNIT, 2, "...", "..."));
        assertThat(none).isEqualTo(new ObjectSummary(1, 0, 0, 0, 0, 1));
        assertThat(ObjectSummary.of(1, List.of())).isEqualTo(new ObjectSummary(1, 0, 0, 0, 0, 0));
    }

    @Test
    void slices_of_a_volume_without_the_class_are_counted() {
        byte[] labels = new byte[4 * 3 * 3];
        labels[9 + 4] = 1;
        var volume = new LabelMap(Grid.of(Shape.of(4, 3, 3)), 2, labels);
        assertThat(summary(volume).emptySlices()).isEqualTo(0.75);
    }
}
