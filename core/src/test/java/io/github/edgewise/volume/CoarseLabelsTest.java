package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CoarseLabelsTest {
    private static LabelMap flat(String... rows) {
        byte[] labels = new byte[rows.length * rows[0].length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) - '0');
        }
        return new LabelMap(Grid.of(Shape.of(rows.length, rows[0].length()), Spacing.of(2, 3)), 4, labels);
    }

    @Test
    void the_most_frequent_class_wins_and_of_equal_ones_the_rarest() {
        LabelMap coarse = CoarseLabels.of(flat(
                "111100",
                "110022",
                "000033"), 1, 2, 2);
        assertThat(coarse.grid().shape()).isEqualTo(Shape.of(2, 3));
        assertThat(coarse.grid().spacing()).isEqualTo(Spacing.of(4, 6));
        assertThat(coarse.labels()).containsExactly(1, 1, 2, 0, 0, 3);
        assertThat(coarse.classes()).isEqualTo(4);
    }

    @Test
    void no_lesion_is_lost() {
        LabelMap coarse = CoarseLabels.of(flat(
                "00000000",
                "00011000",
                "00000000",
                "10000002"), 1, 4, 4);
        assertThat(coarse.labels()).as("one of the two pixels in the middle is in each half")
                .containsExactly(1, 2);
        assertThat(CoarseLabels.of(flat("1000", "0000", "0000", "0002"), 1, 4, 4).labels())
                .as("two claim one voxel").containsExactly(2);
        LabelMap line = CoarseLabels.of(flat(
                "0000",
                "1111",
                "0000",
                "0000"), 1, 2, 2);
        assertThat(line.labels()).containsExactly(1, 1, 0, 0);
    }

    @Test
    void slices_stay_apart_and_volumes_do_not() {
        byte[] labels = new byte[2 * 2 * 2];
        labels[0] = 1;
        labels[1] = 1;
        labels[2] = 1;
        var volume = new LabelMap(Grid.of(Shape.of(2, 2, 2), new Spacing(5, 1, 1)), 2, labels);
        LabelMap sliced = CoarseLabels.of(volume, 1, 2, 2);
        assertThat(sliced.labels()).containsExactly(1, 0);
        assertThat(sliced.grid().spacing()).isEqualTo(new Spacing(5, 2, 2));
        LabelMap whole = CoarseLabels.of(volume, 2, 2, 2);
        assertThat(whole.labels()).as("three of eight, the only lesion").containsExactly(1);
        assertThat(whole.grid().spacing()).isEqualTo(new Spacing(10, 2, 2));
    }

    @Test
    void every_axis_has_a_factor_of_its_own() {
        LabelMap coarse = CoarseLabels.of(flat(
                "110011",
                "111003",
                "000222"), 1, 1, 3);
        assertThat(coarse.grid().shape()).isEqualTo(Shape.of(3, 2));
        assertThat(coarse.grid().spacing()).isEqualTo(Spacing.of(2, 9));
        assertThat(coarse.labels()).containsExactly(1, 1, 1, 3, 0, 2);
    }

    @Test
    void factor_one_changes_nothing_and_none_is_refused() {
        LabelMap labels = flat("01", "23");
        assertThat(CoarseLabels.of(labels, 1, 1, 1)).isSameAs(labels);
        assertThatThrownBy(() -> CoarseLabels.of(labels, 1, 0, 2))
                .hasMessageContaining("at least 1, but is 0");
        assertThatThrownBy(() -> CoarseLabels.of(labels, 2, 2, 2)).hasMessageContaining("one voxel along z");
    }
}
