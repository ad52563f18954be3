package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.loss.Losses;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmallObjectsTest {
    /// A bar of class 1 of that many voxels in every slice, and a voxel of class 2 in the first.
    private static Sample bar(int slices, int voxels, Slices kind) {
        Shape shape = slices == 1 ? Shape.of(4, 40) : Shape.of(slices, 4, 40);
        byte[] labels = new byte[shape.voxels()];
        for (int z = 0; z < slices; z++) {
            for (int x = 0; x < voxels; x++) {
                labels[shape.index(z, 1, x)] = 1;
            }
        }
        labels[shape.index(0, 3, 39)] = 2;
        Grid grid = Grid.of(shape);
        return new Sample("bar", new Volume(grid, new float[labels.length]), new LabelMap(grid, 3, labels),
                new TargetSpec(0, kind));
    }

    private static Optional<Progress.Specks> finding(String loss, Sample... cases) {
        return SmallObjects.finding(Losses.parse(loss), List.of(cases));
    }

    @Test
    void half_of_the_objects_smaller_than_the_window_are_a_finding() {
        Sample small = bar(1, 8, Slices.NONE);
        Sample large = bar(1, 9, Slices.NONE);
        assertThat(finding("scnp(dice)", small)).contains(new Progress.Specks(1, 9));
        assertThat(finding("scnp(dice)", small, small, bar(1, 0, Slices.NONE)))
                .as("1 1 1 8 8").contains(new Progress.Specks(1, 9));
        assertThat(finding("dice + scnp(dice)", large, barAlone(large))).as("1 9 9").isEmpty();
        assertThat(finding("perClassSigmoid(scnp:width=5(dice)) + scnp(dice)", barAlone(large)))
                .contains(new Progress.Specks(9, 25));
        assertThat(finding("dice + perClassSigmoid(crossEntropy)", small)).isEmpty();
    }

    @Test
    void slices_are_judged_as_what_they_show_and_volumes_as_a_whole() {
        assertThat(finding("scnp(dice)", bar(3, 9, Slices.NONE), barAlone(bar(3, 9, Slices.NONE))))
                .as("1 27 27").isEmpty();
        assertThat(finding("scnp(dice)", bar(3, 8, Slices.NONE), barAlone(bar(3, 8, Slices.NONE))))
                .contains(new Progress.Specks(24, 27));
        assertThat(finding("scnp(dice)", bar(3, 8, Slices.MAP_OF_SLICE)))
                .as("1 8 8 8").contains(new Progress.Specks(8, 9));
    }

    @Test
    void without_an_object_there_is_no_finding() {
        Grid grid = Grid.of(Shape.of(4, 4));
        assertThat(finding("scnp(dice)", new Sample("none", new Volume(grid, new float[16]),
                new LabelMap(grid, 2, new byte[16]), TargetSpec.LABELS))).isEmpty();
    }

    /// The same without the voxel of class 2.
    private static Sample barAlone(Sample one) {
        byte[] labels = one.labels().labels().clone();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 2) labels[i] = 0;
        }
        return new Sample("bar alone", one.image(), new LabelMap(one.grid(), 3, labels), one.supervision());
    }
}
