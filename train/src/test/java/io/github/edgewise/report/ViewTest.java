package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final Grid GRID = Grid.of(Shape.of(60, 100, 80));

    @Test
    void slices_with_foreground_are_shown_and_first_the_one_where_maps_differ_most() {
        LabelMap reference = Masks.box(GRID, 10, 40, 40, 6);
        LabelMap prediction = Masks.box(GRID, 13, 40, 40, 6);
        View view = View.of(List.of(reference, prediction));
        assertThat(view.slices()).containsExactlyElementsOf(IntStream.range(10, 19).boxed().toList());
        assertThat(view.slices().get(view.start())).isEqualTo(10);
        prediction.labels()[GRID.shape().index(17, 50, 50)] = 1;
        View other = View.of(List.of(reference, prediction));
        assertThat(other.slices().get(other.start())).isEqualTo(17);
    }

    @Test
    void many_slices_are_thinned_evenly_and_keep_the_first_and_last_and_the_worst() {
        LabelMap reference = Masks.box(GRID, 2, 40, 40, 50);
        LabelMap prediction = Masks.box(GRID, 2, 40, 40, 50 - 10);
        prediction.labels()[GRID.shape().index(48, 30, 30)] = 1;
        View view = View.of(List.of(reference, prediction));
        assertThat(view.slices()).hasSize(View.MOST_SLICES).startsWith(2).endsWith(51).contains(48);
        assertThat(view.slices().get(view.start())).isEqualTo(48);
        assertThat(IntStream.range(1, 24).map(i -> view.slices().get(i) - view.slices().get(i - 1)))
                .allMatch(step -> step <= 4);
    }

    @Test
    void slices_are_cut_around_small_foreground_within_the_image() {
        View small = View.of(List.of(Masks.box(GRID, 5, 2, 70, 4)));
        assertThat(small.box()).isEqualTo(new View.Box(0, 60, 25, 20));
        assertThat(small.isCut()).isTrue();
        assertThat(View.of(List.of(Masks.box(GRID, 5, 10, 10, 55))).isCut()).isFalse();
    }

    @Test
    void without_foreground_the_middle_slice_is_shown_whole() {
        View view = View.of(List.of(new LabelMap(GRID, 2, new byte[GRID.voxels()])));
        assertThat(view.slices()).containsExactly(30);
        assertThat(view.isCut()).isFalse();
    }

    @Test
    void a_known_patient_is_drawn_in_the_radiological_convention_and_another_as_stored() {
        Shape shape = Shape.of(1, 3, 2);
        List<Double> ras = List.of(1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1., 0.);
        List<Double> lps = List.of(-1., 0., 0., 0., 0., -1., 0., 0., 0., 0., 1., 0.);
        List<Double> asr = List.of(0., 0., 1., 0., 1., 0., 0., 0., 0., 1., 0., 0.);
        assertThat(first(new Grid(shape, Spacing.UNIT, new Orientation(ras, 1)))).isEqualTo(5);
        assertThat(first(new Grid(shape, Spacing.UNIT, new Orientation(ras, 0)))).isZero();
        assertThat(first(new Grid(shape, Spacing.UNIT, new Orientation(lps, 1)))).isZero();
        assertThat(first(new Grid(shape, Spacing.UNIT, new Orientation(asr, 1)))).isEqualTo(5);
    }

    private static int first(Grid grid) {
        return View.of(List.of(new LabelMap(grid, 2, new byte[6]))).index(0, 0, 0);
    }

    @Test
    void pictures_have_the_proportions_of_the_patient() {
        Grid thick = Grid.of(Shape.of(10, 20), Spacing.of(3, 0.5));
        assertThat(View.of(List.of(new LabelMap(thick, 2, new byte[200]))).aspect()).isEqualTo(10. / 30);
    }
}
