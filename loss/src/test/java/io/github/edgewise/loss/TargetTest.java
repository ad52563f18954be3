package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.engine.Tensors;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final LabelMap LABELS = new LabelMap(Grid.of(Shape.of(1, 6), Spacing.of(1, 2)), 3,
            new byte[]{1, 0, 0, 1, 0, 2});

    @Test
    void regions_are_made_from_the_labels_where_they_are_not_given() {
        assertThat(Tensors.floats(Target.of(List.of(LABELS, LABELS)).regions())).containsExactly(
                0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1,
                0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void given_regions_are_kept_and_follow_their_class_where_each_is_an_image_of_its_own() {
        Target target = Target.of(List.of(LABELS));
        Target given = target.regions(target.regions().mul(new org.bytedeco.pytorch.Scalar(7)));
        assertThat(Tensors.floats(given.regions())).contains(14);
        Target apart = given.perClass();
        assertThat(Tensors.shape(apart.regions())).containsExactly(3, 2, 1, 6);
        assertThat(Tensors.floats(apart.regions())).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                .endsWith(0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7);
        assertThat(Tensors.floats(given.with(List.of(Spacing.of(3, 3))).unitMm(2).regions())).contains(14);
    }

    @Test
    void centre_lines_have_one_channel() {
        Target target = Target.of(List.of(LABELS));
        assertThat(Tensors.shape(target.centreLines())).containsExactly(1, 1, 1, 6);
        assertThat(Tensors.shape(target.perClass().centreLines())).containsExactly(3, 1, 1, 6);
    }
}
