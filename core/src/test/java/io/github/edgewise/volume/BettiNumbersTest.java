package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BettiNumbersTest {

    @Test
    void a_ring_has_a_loop_and_a_dot_inside_is_a_component_more() {
        LabelMap ring = Masks.of(".......", ".#####.", ".#...#.", ".#.#.#.", ".#...#.", ".#####.", ".......");
        assertThat(BettiNumbers.of(ring, 1)).isEqualTo(new BettiNumbers(2, 1, 0));
        assertThat(EulerNumber.of(ring, 1)).isEqualTo(1);
    }

    @Test
    void corners_connect_the_mask_and_do_not_open_a_hole() {
        LabelMap diamond = Masks.of(".#.", "#.#", ".#.");
        assertThat(BettiNumbers.of(diamond, 1)).isEqualTo(new BettiNumbers(1, 1, 0));
    }

    @Test
    void what_lies_beyond_the_image_is_background() {
        LabelMap frame = Masks.of("###", "#.#", "###");
        assertThat(BettiNumbers.of(frame, 1)).isEqualTo(new BettiNumbers(1, 1, 0));
        assertThat(BettiNumbers.of(Masks.of("###", "###"), 1)).isEqualTo(new BettiNumbers(1, 0, 0));
        assertThat(BettiNumbers.of(Masks.of("#.#", "#.#"), 1)).isEqualTo(new BettiNumbers(2, 0, 0));
    }

    @Test
    void an_absent_class_has_none_of_anything() {
        assertThat(BettiNumbers.of(Masks.of("...", "..."), 1)).isEqualTo(new BettiNumbers(0, 0, 0));
        assertThat(EulerNumber.of(Masks.of("...", "..."), 1)).isZero();
    }

    @Test
    void a_hollow_cube_has_a_cavity_and_a_hole_through_it_makes_a_tunnel_of_it() {
        byte[] labels = new byte[125];
        for (int i = 0; i < 125; i++) {
            int z = i / 25;
            int y = i / 5 % 5;
            int x = i % 5;
            boolean isShell = Math.min(z, Math.min(y, x)) == 0 || Math.max(z, Math.max(y, x)) == 4;
            if (isShell) labels[i] = 3;
        }
        Grid grid = Grid.of(Shape.of(5, 5, 5));
        assertThat(BettiNumbers.of(new LabelMap(grid, 4, labels.clone()), 3))
                .isEqualTo(new BettiNumbers(1, 0, 1));
        labels[12] = 0; // in the middle of the first slice
        assertThat(BettiNumbers.of(new LabelMap(grid, 4, labels.clone()), 3))
                .isEqualTo(new BettiNumbers(1, 0, 0));
        labels[112] = 0; // of the last
        assertThat(BettiNumbers.of(new LabelMap(grid, 4, labels), 3)).isEqualTo(new BettiNumbers(1, 1, 0));
    }

    @Test
    void long_rows_are_counted_across_the_words_they_are_kept_in() {
        byte[] labels = new byte[3 * 200];
        for (int i : new int[]{0, 62, 63, 64, 65, 127, 128, 199, 264, 400, 527, 599}) {
            labels[i] = 1;
        }
        LabelMap map = new LabelMap(Grid.of(Shape.of(3, 200)), 2, labels);
        assertThat(EulerNumber.of(map, 1)).isEqualTo(Components.of(map, 1).count());
        byte[] full = new byte[3 * 200];
        Arrays.fill(full, (byte) 1);
        full[264] = 0;
        assertThat(EulerNumber.of(new LabelMap(Grid.of(Shape.of(3, 200)), 2, full), 1)).isZero();
    }

    /// Homology of the union of the voxels, from the ranks of its boundary matrices modulo 2.
    @Test
    void equal_the_ranks_of_the_boundary_matrices_of_1000_random_masks() {
        var random = new SplittableRandom(18);
        for (int trial = 0; trial < 1000; trial++) {
            Shape shape = random.nextInt(3) == 0
                    ? Shape.of(1 + random.nextInt(9), 1 + random.nextInt(9))
                    : Shape.of(1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(5));
            double density = 0.1 + 0.85 * random.nextDouble();
            byte[] labels = new byte[shape.voxels()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (random.nextDouble() < density ? 2 : random.nextInt(2));
            }
            LabelMap map = new LabelMap(Grid.of(shape), 3, labels);
            int[] betti = homology(map, 2);
            assertThat(BettiNumbers.of(map, 2)).as(shape + ", trial " + trial)
                    .isEqualTo(new BettiNumbers(betti[0], betti[1], betti[2]));
            assertThat(EulerNumber.of(map, 2)).isEqualTo(betti[0] - betti[1] + betti[2]);
        }
    }

    /// b0, b1, b2. A cell is its centre in half voxels: even coordinates along the axes it extends.
    private static int[] homology(LabelMap map, int classIndex) {
        Shape s = map.grid().shape();
        List<Map<List<Integer>, Integer>> cells = new ArrayList<>();
        for (int d = 0; d <= 3; d++) {
            cells.add(new HashMap<>());
        }
        for (int i = 0; i < s.voxels(); i++) {
            if (map.at(i) != classIndex) continue;
            int z = i / s.width() / s.height();
            int y = i / s.width() % s.height();
            int x = i % s.width();
            for (int n = 0; n < 27; n++) {
                int dz = n / 9 - 1;
                if (s.axes() == 2 && dz != 0) continue;
                int dy = n / 3 % 3 - 1;
                int dx = n % 3 - 1;
                int dimension = s.axes() - Math.abs(dz) - Math.abs(dy) - Math.abs(dx);
                Map<List<Integer>, Integer> same = cells.get(dimension);
                same.putIfAbsent(List.of(2 * z + dz, 2 * y + dy, 2 * x + dx), same.size());
            }
        }
        int[] rank = new int[5]; // of the boundary of the cells of each dimension
        for (int d = 1; d <= 3; d++) {
            var columns = new ArrayList<BitSet>();
            for (List<Integer> cell : cells.get(d).keySet()) {
                var boundary = new BitSet();
                for (int axis = s.axes() == 2 ? 1 : 0; axis < 3; axis++) {
                    if (cell.get(axis) % 2 != 0) continue;
                    for (int side = -1; side <= 1; side += 2) {
                        var face = new ArrayList<>(cell);
                        face.set(axis, cell.get(axis) + side);
                        boundary.flip(cells.get(d - 1).getOrDefault(face, -1));
                    }
                }
                columns.add(boundary);
            }
            rank[d] = rank(columns);
        }
        int[] betti = new int[3];
        for (int d = 0; d < 3; d++) {
            betti[d] = cells.get(d).size() - rank[d] - rank[d + 1];
        }
        return betti;
    }

    private static int rank(List<BitSet> columns) {
        var pivots = new HashMap<Integer, BitSet>();
        for (BitSet column : columns) {
            while (!column.isEmpty() && pivots.containsKey(column.length())) {
                column.xor(pivots.getOrDefault(column.length(), column));
            }
            if (!column.isEmpty()) pivots.put(column.length(), column);
        }
        return pivots.size();
    }
}
