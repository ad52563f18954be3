package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.BettiNumbers;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.SmoothNoise;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkeletonTest {

    private static String[] skeleton(String... rows) {
        boolean[] skeleton = Skeleton.of(Masks.of(rows), 1);
        String[] art = new String[rows.length];
        for (int y = 0; y < art.length; y++) {
            var row = new StringBuilder();
            for (int x = 0; x < rows[0].length(); x++) {
                row.append(skeleton[y * rows[0].length() + x] ? '#' : '.');
            }
            art[y] = row.toString();
        }
        return art;
    }

    @Test
    void a_bar_becomes_its_middle_line() {
        assertThat(skeleton(
                "...........",
                ".#########.",
                ".#########.",
                ".#########.",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        ".#########.",
                        "...........",
                        "...........");
    }

    @Test
    void a_bar_of_two_rows_keeps_one() {
        assertThat(skeleton(
                "...........",
                ".#########.",
                ".#########.",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        ".#########.",
                        "...........");
    }

    @Test
    void a_ring_stays_a_ring() {
        assertThat(skeleton(
                ".........",
                ".#######.",
                ".#######.",
                ".##...##.",
                ".##...##.",
                ".##...##.",
                ".#######.",
                ".#######.",
                ".........")).containsExactly(
                        ".........",
                        ".........",
                        "...####..",
                        "..#....#.",
                        "..#....#.",
                        "..#....#.",
                        "..#...#..",
                        "...###...",
                        ".........");
    }

    @Test
    void a_cross_stays_a_cross() {
        assertThat(skeleton(
                "...........",
                "....###....",
                "....###....",
                "....###....",
                ".#########.",
                ".#########.",
                ".#########.",
                "....###....",
                "....###....",
                "....###....",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        ".....#.....",
                        ".....#.....",
                        ".....#.....",
                        ".#########.",
                        ".....#.....",
                        ".....#.....",
                        ".....#.....",
                        "...........",
                        "...........");
    }

    @Test
    void a_t_keeps_its_three_arms() {
        assertThat(skeleton(
                "...........",
                ".#########.",
                ".#########.",
                ".#########.",
                "....###....",
                "....###....",
                "....###....",
                "....###....",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        ".####.####.",
                        ".....#.....",
                        ".....#.....",
                        ".....#.....",
                        ".....#.....",
                        "...........",
                        "...........");
    }

    @Test
    void a_hole_of_one_pixel_stays_open() {
        assertThat(skeleton(
                "...........",
                ".#########.",
                ".#########.",
                ".####.####.",
                ".#########.",
                ".#########.",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        "....###....",
                        "..##...##..",
                        "....#.#....",
                        ".....#.....",
                        "...........");
    }

    @Test
    void a_bump_of_one_pixel_leaves_no_branch() {
        assertThat(skeleton(
                "...........",
                ".....#.....",
                ".#########.",
                ".#########.",
                ".#########.",
                "...........")).containsExactly(
                        "...........",
                        "...........",
                        "...........",
                        ".#########.",
                        "...........",
                        "...........");
    }

    @Test
    void depends_on_mm_not_on_voxels() {
        // 12 voxels of 1 mm high, 5 voxels of 4 mm wide: the longer axis is x
        boolean[] skeleton = Skeleton.of(
                Grid.of(Shape.of(14, 7), Spacing.of(1, 4)), box(Shape.of(14, 7), 1, 13, 1, 6));
        int rows = 0;
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 7; x++) {
                if (skeleton[y * 7 + x]) {
                    assertThat(y).isBetween(6, 7);
                    rows++;
                }
            }
        }
        assertThat(rows).isBetween(2, 5);
    }

    private static boolean[] box(Shape s, int top, int bottom, int left, int right) {
        boolean[] mask = new boolean[s.voxels()];
        for (int i = 0; i < mask.length; i++) {
            int y = i / s.width();
            int x = i % s.width();
            mask[i] = y >= top && y < bottom && x >= left && x < right;
        }
        return mask;
    }

    @Test
    void the_edge_of_the_image_does_not_shorten_a_vessel() {
        boolean[] skeleton = Skeleton.of(Grid.of(Shape.of(9, 20)), box(Shape.of(9, 20), 2, 7, 0, 20));
        for (int i = 0; i < skeleton.length; i++) {
            assertThat(skeleton[i]).isEqualTo(i / 20 == 4);
        }
    }

    @Test
    void an_empty_mask_has_none_and_a_full_one_has_the_middle() {
        assertThat(skeleton("....", "....")).containsExactly("....", "....");
        assertThat(skeleton("#")).containsExactly("#");
        assertThat(Skeleton.of(Grid.of(Shape.of(4, 5, 6)), new boolean[120])).doesNotContain(true);
        boolean[] full = new boolean[125];
        Arrays.fill(full, true);
        boolean[] skeleton = Skeleton.of(Grid.of(Shape.of(5, 5, 5)), full);
        assertThat(BettiNumbers.of(map(Grid.of(Shape.of(5, 5, 5)), skeleton), 1))
                .isEqualTo(new BettiNumbers(1, 0, 0));
        assertThat(count(skeleton)).isLessThanOrEqualTo(3);
        assertThat(skeleton[62]).isTrue();
    }

    @Test
    void a_tube_in_space_is_a_line_along_its_axis() {
        Grid grid = Grid.of(Shape.of(24, 20, 20), new Spacing(2, 0.5, 0.5));
        boolean[] tube = new boolean[grid.voxels()];
        for (int i = 0; i < tube.length; i++) {
            int z = i / 400;
            tube[i] = z >= 2 && z < 22 && Math.hypot(i / 20 % 20 - middle(z), i % 20 - 9.) < 4.4;
        }
        boolean[] skeleton = Skeleton.of(grid, tube);
        int slices = 0;
        for (int z = 0; z < 24; z++) {
            int inSlice = 0;
            for (int i = z * 400; i < z * 400 + 400; i++) {
                if (!skeleton[i]) continue;
                inSlice++;
                assertThat(Math.hypot(i / 20 % 20 - middle(z), i % 20 - 9.)).isLessThan(1.6);
            }
            if (inSlice > 0) slices++;
            assertThat(inSlice).isLessThanOrEqualTo(3);
        }
        assertThat(slices).isGreaterThanOrEqualTo(16);
        assertThat(ends(grid.shape(), skeleton)).isEqualTo(2);
    }

    private static double middle(int z) { return 7 + z / 5.; }

    private static int ends(Shape s, boolean[] mask) {
        int ends = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] && PlainTopology.neighbours(PlainTopology.cube(s, mask, i)) == 1) ends++;
        }
        return ends;
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean voxel : mask) {
            if (voxel) count++;
        }
        return count;
    }

    private static LabelMap map(Grid grid, boolean[] mask) {
        byte[] labels = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            labels[i] = (byte) (mask[i] ? 1 : 0);
        }
        return new LabelMap(grid, 2, labels);
    }

    /// Scattered voxels, or smooth blobs of any thickness.
    private static boolean[] random(Grid grid, SplittableRandom random) {
        boolean[] mask = new boolean[grid.voxels()];
        if (random.nextBoolean()) {
            LabelMap labels = Masks.scattered(grid, 2, random);
            for (int i = 0; i < mask.length; i++) {
                mask[i] = labels.at(i) == 1;
            }
            return mask;
        }
        var noise = new SmoothNoise(random, 2 + random.nextInt(3));
        double level = random.nextDouble() - 0.5;
        Shape s = grid.shape();
        for (int i = 0; i < mask.length; i++) {
            int z = i / s.width() / s.height();
            int y = i / s.width() % s.height();
            mask[i] = noise.at(z, y, i % s.width()) > level;
        }
        return mask;
    }

    @Test
    void keeps_the_topology_of_random_masks_and_nothing_that_could_go() {
        var random = new SplittableRandom(11);
        for (int trial = 0; trial < 600; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            boolean[] mask = random(grid, random);
            boolean[] skeleton = Skeleton.of(grid, mask);
            String which = "trial " + trial + ", " + grid.shape();
            assertThat(BettiNumbers.of(map(grid, skeleton), 1)).as(which)
                    .isEqualTo(BettiNumbers.of(map(grid, mask), 1));
            assertThat(Skeleton.of(grid, mask.clone())).as(which).isEqualTo(skeleton);
            for (int i = 0; i < mask.length; i++) {
                if (!skeleton[i]) continue;
                assertThat(mask[i]).as(which).isTrue();
                boolean[] cube = PlainTopology.cube(grid.shape(), skeleton, i);
                assertThat(PlainTopology.neighbours(cube) != 1 && PlainTopology.isSimple(cube))
                        .as(which + ", voxel " + grid.shape().position(i)).isFalse();
            }
        }
    }

    @Test
    void a_class_of_a_label_map_is_thinned_like_its_mask() {
        var random = new SplittableRandom(12);
        for (int trial = 0; trial < 100; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 4, random);
            boolean[] mask = new boolean[grid.voxels()];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = labels.at(i) == 2;
            }
            assertThat(Skeleton.of(labels, 2)).isEqualTo(Skeleton.of(grid, mask));
        }
    }

    @Test
    void a_volume_of_one_slice_is_an_image() {
        var random = new SplittableRandom(13);
        for (int trial = 0; trial < 100; trial++) {
            int h = 1 + random.nextInt(14);
            int w = 1 + random.nextInt(14);
            Spacing mm = Spacing.of(1, 0.5 + random.nextDouble());
            boolean[] mask = random(Grid.of(Shape.of(h, w)), random);
            boolean[] plane = Skeleton.of(Grid.of(Shape.of(h, w), mm), mask);
            assertThat(Skeleton.of(Grid.of(Shape.of(1, h, w), mm), mask)).isEqualTo(plane);
        }
    }

    @Test
    void simple_voxels_are_those_of_the_definition() {
        var random = new SplittableRandom(14);
        for (int trial = 0; trial < 20_000; trial++) {
            int sparse = random.nextInt();
            int bits = sparse & random.nextInt() & ((1 << 27) - 1);
            if (trial % 2 == 0) bits |= random.nextInt() & ((1 << 27) - 1);
            if (trial % 3 == 0) bits &= 0b111_111_111 << 9; // a plane
            boolean[] cube = new boolean[27];
            for (int i = 0; i < 27; i++) {
                cube[i] = (bits >> i & 1) == 1;
            }
            assertThat(SimplePoints.isSimple(bits)).as(Integer.toBinaryString(bits))
                    .isEqualTo(PlainTopology.isSimple(cube));
            assertThat(SimplePoints.isEnd(bits)).isEqualTo(PlainTopology.neighbours(cube) == 1);
            if (trial % 3 == 0) {
                assertThat(SimplePoints.isSimple2d(bits >> 9)).isEqualTo(PlainTopology.isSimple(cube));
                assertThat(SimplePoints.isEnd2d(bits >> 9)).isEqualTo(PlainTopology.neighbours(cube) == 1);
            }
        }
    }

    @Test
    void refuses_a_mask_of_another_size() {
        assertThatThrownBy(() -> Skeleton.of(Grid.of(Shape.of(2, 3)), new boolean[5]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("5");
    }
}
