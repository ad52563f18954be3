package io.github.edgewise.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.dataset.ClassPlacement;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Symmetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MirrorsTest {
    private static final Shape SHAPE = Shape.of(20, 30, 40);
    private static final List<Boolean> EQUAL = List.of(true, true, true);

    private interface Place {
        /// z, y, x of the first voxel of a box of class k, as shares of what there is.
        double[] of(int k, SplittableRandom random);
    }

    /// A box of 6 x 6 x 6 of classes 1 and 2 in every case.
    private static List<ClassPlacement> cases(int n, Shape shape, Place place) {
        var random = new SplittableRandom(7);
        var layouts = new ArrayList<ClassPlacement>();
        for (int c = 0; c < n; c++) {
            byte[] labels = new byte[shape.voxels()];
            int deep = Math.min(6, shape.depth());
            for (int k = 1; k <= 2; k++) {
                double[] at = place.of(k, random);
                int z = (int) (at[0] * (shape.depth() - deep));
                int y = (int) (at[1] * (shape.height() - 6));
                int x = (int) (at[2] * (shape.width() - 6));
                for (int i = 0; i < deep * 36; i++) {
                    labels[shape.index(z + i / 36, y + i / 6 % 6, x + i % 6)] = (byte) k;
                }
            }
            layouts.add(ClassPlacement.of(new LabelMap(Grid.of(shape), 3, labels), Box.whole(shape)));
        }
        return layouts;
    }

    @Test
    void axes_along_which_classes_have_their_order_are_left_out() {
        List<ClassPlacement> ordered = cases(12, SHAPE, (k, random) -> new double[]{random.nextDouble(),
            k == 1 ? 0.1 + 0.2 * random.nextDouble() : 0.8 - 0.2 * random.nextDouble(),
            random.nextBoolean() ? 0.1 : 0.9});
        assertThat(Mirrors.of(ordered, false, List.of(false, false, false)))
                .isEqualTo(new Mirrors(true, false, true, false));
        assertThat(Mirrors.of(ordered, false, EQUAL).turns()).isFalse();
        assertThat(Mirrors.of(ordered.subList(0, 4), false, EQUAL)).as("too few to tell")
                .isEqualTo(Mirrors.ALL);
    }

    @Test
    void what_lies_anywhere_may_be_mirrored_and_turned() {
        for (Shape shape : List.of(SHAPE, Shape.of(40, 40))) {
            List<ClassPlacement> anywhere = cases(20, shape, (_, random) -> new double[]{random.nextDouble(),
                random.nextDouble(), random.nextDouble()});
            assertThat(Mirrors.of(anywhere, shape.axes() == 2, EQUAL)).isEqualTo(Mirrors.ALL);
        }
        assertThat(Mirrors.of(List.of(), false, EQUAL)).isEqualTo(Mirrors.ALL);
    }

    @Test
    void the_cells_of_short_axes_are_the_same_from_both_ends() {
        for (int n = 1; n <= 12; n++) {
            Shape s = Shape.of(n, 8, 8);
            byte[] all = new byte[s.voxels()];
            Arrays.fill(all, (byte) 1);
            ClassPlacement full = ClassPlacement.of(new LabelMap(Grid.of(s), 2, all), Box.whole(s));
            assertThat(full.overlap(full, new Symmetry(0, 1, 2, 1))).as(n + " slices").isCloseTo(1,
                    within(1e-6));
        }
    }

    @Test
    void an_overlap_is_that_of_the_classes_both_have() {
        Shape s = Shape.of(10, 10);
        byte[] corner = new byte[100];
        corner[0] = 1;
        byte[] opposite = new byte[100];
        opposite[9] = 1;
        opposite[55] = 2;
        ClassPlacement a = ClassPlacement.of(new LabelMap(Grid.of(s), 2, corner), Box.whole(s));
        ClassPlacement b = ClassPlacement.of(new LabelMap(Grid.of(s), 3, opposite), Box.whole(s));
        assertThat(a.overlap(b, Symmetry.IDENTITY)).isZero();
        assertThat(a.overlap(b, new Symmetry(0, 1, 2, 4))).isCloseTo(1, within(1e-6));
        assertThat(a.overlap(a, new Symmetry(0, 2, 1, 0))).isCloseTo(1, within(1e-6));
        ClassPlacement none = ClassPlacement.of(new LabelMap(Grid.of(s), 2, new byte[100]), Box.whole(s));
        assertThat(a.overlap(none, Symmetry.IDENTITY)).isNaN();
    }
}
