package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Components.Connectivity;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComponentsTest {
    @Test
    void voxels_that_share_a_corner_belong_together_unless_told_otherwise() {
        LabelMap labels = Masks.of("#..#", ".#..", "...#");
        assertThat(Components.of(labels, 1).sizes()).containsExactly(2, 1, 1);
        assertThat(Components.of(labels, 1).numbers()).containsExactly(1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3);
        assertThat(Components.of(labels, 1, Connectivity.FACES).count()).isEqualTo(4);
        assertThat(Components.of(labels, 1, Connectivity.EDGES).count()).isEqualTo(3);
    }

    @Test
    void an_absent_class_has_none() {
        Components none = Components.of(Masks.of("..", ".."), 1);
        assertThat(none.count()).isZero();
        assertThat(none.sizes()).isEmpty();
        assertThat(none.numbers()).containsOnly(0);
    }

    @Test
    void overlaps_count_the_shared_voxels_of_each() {
        Components these = Components.of(Masks.of("##..##..", "........", ".......#"), 1);
        Components those = Components.of(Masks.of(".####...", "........", "........"), 1);
        assertThat(these.overlaps(those)).containsExactly(1, 1, 0);
        assertThat(those.overlaps(these)).containsExactly(2);
        assertThatThrownBy(() -> these.overlaps(Components.of(Masks.of("#"), 1)))
                .hasMessageContaining("3 x 8");
    }

    @Test
    void shared_voxels_are_counted_for_each_pair() {
        Components these = Components.of(Masks.of("##..##..", "........", ".......#"), 1);
        Components those = Components.of(Masks.of(".####...", "........", "........"), 1);
        assertThat(these.shared(those)).containsExactly(new Components.Overlap(1, 1, 1),
                new Components.Overlap(2, 1, 1));
        assertThat(those.shared(these)).containsExactly(new Components.Overlap(1, 1, 1),
                new Components.Overlap(1, 2, 1));
        assertThat(these.shared(Components.of(Masks.of("........", "........", "........"), 1))).isEmpty();
    }

    @Test
    void boxes_and_masks_in_them_equal_a_loop_over_the_numbers() {
        var random = new SplittableRandom(6);
        for (int trial = 0; trial < 100; trial++) {
            LabelMap labels = Masks.scattered(Grid.of(Masks.shape(random)), 2, random);
            Components components = Components.of(labels, 1);
            int[] numbers = components.numbers();
            Shape s = labels.grid().shape();
            for (int i = 1; i <= components.count(); i++) {
                int number = i;
                Box box = components.boxes().box(i);
                byte[] mask = components.mask(box, n -> n == number);
                int seen = 0;
                for (int at = 0; at < numbers.length; at++) {
                    int z = at / s.width() / s.height() - box.z();
                    int y = at / s.width() % s.height() - box.y();
                    int x = at % s.width() - box.x();
                    Shape part = box.shape();
                    boolean isInside = z >= 0 && y >= 0 && x >= 0 && z < part.depth() && y < part.height()
                            && x < part.width();
                    if (numbers[at] == i) assertThat(isInside).isTrue();
                    if (isInside) {
                        assertThat(mask[part.index(z, y, x)]).isEqualTo((byte) (numbers[at] == i ? 1 : 0));
                        seen += mask[part.index(z, y, x)];
                    }
                }
                assertThat(seen).isEqualTo(components.sizes()[i - 1]);
                assertThat(touchesAllSides(mask, box.shape())).isTrue();
            }
        }
    }

    private static boolean touchesAllSides(byte[] mask, Shape s) {
        boolean[] touched = new boolean[6];
        for (int at = 0; at < mask.length; at++) {
            if (mask[at] == 0) continue;
            int z = at / s.width() / s.height();
            int y = at / s.width() % s.height();
            int x = at % s.width();
            touched[0] |= z == 0;
            touched[1] |= z == s.depth() - 1;
            touched[2] |= y == 0;
            touched[3] |= y == s.height() - 1;
            touched[4] |= x == 0;
            touched[5] |= x == s.width() - 1;
        }
        for (boolean side : touched) {
            if (!side) return false;
        }
        return true;
    }

    @Test
    void equal_a_flood_fill_on_random_labels_with_every_connectivity() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 300; trial++) {
            LabelMap labels = Masks.scattered(Grid.of(Masks.shape(random)), 2 + trial % 3, random);
            for (Connectivity connectivity : Connectivity.values()) {
                for (int k = 0; k < labels.classes(); k++) {
                    assertThat(Components.of(labels, k, connectivity).numbers())
                            .as(labels.grid().shape() + ", class " + k + ", " + connectivity)
                            .isEqualTo(flood(labels, k, connectivity));
                }
            }
        }
    }

    /// Along how many axes a neighbour may differ.
    private static int axes(Connectivity connectivity) {
        return switch (connectivity) {
            case FACES -> 1;
            case EDGES -> 2;
            case FULL -> 3;
        };
    }

    /// One voxel after the other, each not yet numbered one floods its component.
    private static int[] flood(LabelMap labels, int k, Connectivity connectivity) {
        Shape s = labels.grid().shape();
        int[] numbers = new int[s.voxels()];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] > 0 || labels.at(i) != k) continue;
            count++;
            var open = new ArrayDeque<Integer>();
            open.add(i);
            numbers[i] = count;
            while (!open.isEmpty()) {
                int at = open.remove();
                int x = at % s.width();
                int y = at / s.width() % s.height();
                int z = at / s.width() / s.height();
                for (int step = 0; step < 27; step++) {
                    int dz = step / 9 - 1;
                    int dy = step / 3 % 3 - 1;
                    int dx = step % 3 - 1;
                    if (Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > axes(connectivity)) continue;
                    if (z + dz < 0 || z + dz >= s.depth() || y + dy < 0 || y + dy >= s.height() || x + dx < 0
                            || x + dx >= s.width()) {
                        continue;
                    }
                    int next = s.index(z + dz, y + dy, x + dx);
                    if (numbers[next] > 0 || labels.at(next) != k) continue;
                    numbers[next] = count;
                    open.add(next);
                }
            }
        }
        return numbers;
    }
}
