package io.github.edgewise.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentationLabelsTest {
    private static LabelMap map(Grid grid, int classes, int seed) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i * seed / 3 % classes);
        }
        return new LabelMap(grid, classes, labels);
    }

    @Test
    void a_pixel_has_its_class_and_the_distances_to_its_faces() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var one = new LabelMap(Grid.of(Shape.of(1, 4), Spacing.of(1, 2)), 2, new byte[]{0, 1, 0, 0});
            NDList labels = new SegmentationLabels(2).of(manager, List.of(one));
            assertThat(labels.get(0).toFloatArray()).containsExactly(1, 0, 1, 1, 0, 1, 0, 0);
            assertThat(Arrays.copyOfRange(labels.get(1).toFloatArray(), 4, 8)).containsExactly(1, -1, 1, 3);
        }
    }

    @Test
    void volumes_with_anisotropic_voxels_in_micrometres_have_the_maps_of_every_class() {
        try (NDManager manager = NDManager.newBaseManager()) {
            LabelMap first = map(Grid.of(Shape.of(3, 5, 7), new Spacing(2e-3, 1e-3, 0.5e-3)), 2, 5);
            LabelMap second = map(Grid.of(Shape.of(3, 5, 7), new Spacing(4, 1, 0.3)), 3, 4);
            NDList labels = new SegmentationLabels(4, ZeroLevel.CENTRE, 2).of(manager,
                    List.of(first, second));
            assertThat(labels.get(0).getShape().getShape()).containsExactly(2, 4, 3, 5, 7);
            assertThat(labels.get(0).sum(new int[]{1}).min().getFloat()).isEqualTo(1);
            float[] all = labels.get(1).toFloatArray();
            for (int i = 0; i < 2; i++) {
                LabelMap of = List.of(first, second).get(i);
                var signed = SignedDistance.of(new LabelMap(of.grid(), 4, of.labels())).with(ZeroLevel.CENTRE)
                        .clip(2);
                for (int k = 0; k < 4; k++) {
                    assertThat(Arrays.copyOfRange(all, (i * 4 + k) * 105, (i * 4 + k + 1) * 105))
                            .isEqualTo(signed.forClass(k).mm());
                }
            }
            assertThat(labels.get(1).get(":, 3").min().getFloat()).as("absent class").isPositive();
        }
    }

    @Test
    void maps_that_do_not_fit_are_refused() {
        var labels = new SegmentationLabels(2);
        Grid grid = Grid.of(Shape.of(3, 4));
        try (NDManager manager = NDManager.newBaseManager()) {
            refused(() -> labels.of(manager, List.of()), "at least one label map");
            refused(() -> labels.of(manager, List.of(map(grid, 2, 3), map(Grid.of(Shape.of(4, 3)), 2, 3))),
                    "label map 1 of the batch has 4 x 3 voxels, but the first has 3 x 4;");
            refused(() -> labels.of(manager, List.of(map(grid, 3, 3))),
                    "label map 0 of the batch has label 2 at voxel (0, 2), but there are 2 classes (0-1)");
        }
        refused(() -> new SegmentationLabels(1), "from 2 to 256 classes, not 1");
        refused(() -> new SegmentationLabels(2, ZeroLevel.FACE, 0), "clipMm must be a positive number");
    }

    private static void refused(Runnable call, String part) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidInputException.class).hasMessageContaining(part);
    }
}
