package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundaryErrorTest {
    private static BoundaryError error(LabelMap prediction, LabelMap reference) {
        return BoundaryError.of(View.of(List.of(reference, prediction)), Surfaces.of(prediction),
                Surfaces.of(reference));
    }

    private static List<Float> values(List<Edges> edges) {
        var all = new ArrayList<Float>();
        edges.forEach(one -> one.forEach(all::add));
        return all;
    }

    @Test
    void equal_borders_are_0_apart() {
        LabelMap mask = Masks.of(3, Spacing.of(2, 0.5), ".....", ".11..", ".122.", ".....");
        BoundaryError none = error(mask, mask);
        assertThat(values(none.predicted())).hasSize(12).containsOnly(0f);
        assertThat(values(none.missed())).containsOnly(0f);
    }

    @Test
    void a_border_one_or_two_voxels_out_is_that_many_mm_out_on_either_side() {
        LabelMap half = Masks.of(2, Spacing.of(1, 0.7), "111.....", "111.....");
        LabelMap less = Masks.of(2, Spacing.of(1, 0.7), "11......", "11......");
        LabelMap more = Masks.of(2, Spacing.of(1, 0.7), "11111...", "11111...");
        assertThat(values(error(less, half).predicted())).containsExactly(0.7f, 0.7f);
        assertThat(values(error(less, half).missed())).containsExactly(0.7f, 0.7f);
        assertThat(values(error(more, half).predicted())).containsExactly(1.4f, 1.4f);
        assertThat(values(error(more, half).missed())).containsExactly(1.4f, 1.4f);
    }

    @Test
    void distances_run_through_slices() {
        Grid grid = Grid.of(Shape.of(8, 20, 20), new Spacing(3, 1, 1));
        BoundaryError error = error(Masks.box(grid, 2, 8, 8, 4), Masks.box(grid, 1, 8, 8, 4));
        // predicted alone in slice 5; the reference ends 1.5 mm above the middle of that slice
        assertThat(values(List.of(error.predicted().getLast()))).hasSize(16)
                .allMatch(mm -> mm > 1.49 && mm < 1.6);
        assertThat(values(List.of(error.missed().getLast()))).isEmpty();
        assertThat(values(error.predicted().subList(1, 4))).containsOnly(0f);
    }

    @Test
    void where_two_classes_meet_the_larger_distance_counts() {
        LabelMap reference = Masks.of(3, Spacing.UNIT, "11122222", "11122222");
        LabelMap prediction = Masks.of(3, Spacing.UNIT, "11112222", "11112222");
        assertThat(values(error(prediction, reference).predicted())).containsExactly(1f, 1f);
        LabelMap gap = Masks.of(3, Spacing.UNIT, "11111222", "1111.222");
        assertThat(values(error(gap, reference).predicted())).containsExactly(2f, 1f, 1.5f, 2f);
    }

    @Test
    void a_class_that_the_other_map_lacks_is_infinitely_far_and_takes_the_last_colour() {
        LabelMap mask = Masks.of(2, Spacing.UNIT, "....", ".1..", "....");
        LabelMap none = Masks.of(2, Spacing.UNIT, "....", "....", "....");
        BoundaryError missed = error(none, mask);
        assertThat(values(missed.missed())).hasSize(4).containsOnly(Float.POSITIVE_INFINITY);
        assertThat(missed.predicted().getFirst().paths("e", 11, _ -> 0)).isEmpty();
        ErrorScale scale = ErrorScale.of(List.of(missed));
        assertThat(scale.mostMm()).isEqualTo(1);
        assertThat(scale.missed(missed.missed().getFirst()))
                .isEqualTo("<path class='m10' d='M1 1v1h1v-1h-1'/>");
    }

    @Test
    void edges_become_chains_of_one_colour() {
        LabelMap half = Masks.of(2, Spacing.UNIT, "111.....", "111.....");
        LabelMap more = Masks.of(2, Spacing.UNIT, "11111...", "11111...");
        BoundaryError error = error(more, half);
        assertThat(new ErrorScale(10).predicted(error.predicted().getFirst()))
                .isEqualTo("<path class='e3' d='M5 0v2'/>");
        assertThat(new ErrorScale(10).missed(error.missed().getFirst()))
                .isEqualTo("<path class='m3' d='M3 0v2'/>");
        LabelMap ring = Masks.of(2, Spacing.UNIT, "......", ".1111.", ".1..1.", ".1111.", "......");
        assertThat(new ErrorScale(1).predicted(error(ring, ring).predicted().getFirst()))
                .isEqualTo("<path class='e0' d='M1 1v3h4v-3h-4M2 2v1h2v-1h-2'/>");
    }

    @Test
    void steps_are_a_tenth_of_the_largest_and_0_has_its_own() {
        var scale = new ErrorScale(5);
        assertThat(List.of(scale.step(0), scale.step(0.01f), scale.step(0.5f), scale.step(4.9f),
                scale.step(5), scale.step(70))).containsExactly(0, 1, 2, 10, 10, 10);
        assertThat(List.of(Numbers.roundUp(0.7), Numbers.roundUp(1), Numbers.roundUp(3.01),
                Numbers.roundUp(60))).containsExactly(1., 1., 5., 100.);
        assertThat(List.of(Numbers.text(0.25), Numbers.text(10), Numbers.text(1.5), Numbers.text(0.001)))
                .containsExactly("0.25", "10", "1.5", "0.001");
    }
}
