package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Regions by both kernels against their definition: every voxel against every voxel.
class ComponentRegionsTest {
    private static final List<NumberKernel> KERNELS = List.of(new ScalarNumberKernel(),
            new VectorNumberKernel());

    /// The components of class 1 of a drawing, `#` or a digit for its class.
    private static int[] regions(Spacing spacing, String... rows) {
        LabelMap labels = draw(spacing, rows);
        return ComponentRegions.of(labels, ComponentRegions.numbers(labels))[1];
    }

    private static LabelMap draw(Spacing spacing, String... rows) {
        String all = String.join("", rows);
        byte[] labels = new byte[all.length()];
        for (int i = 0; i < labels.length; i++) {
            char c = all.charAt(i);
            labels[i] = (byte) (c == '.' ? 0 : c == '#' ? 1 : c - '0');
        }
        return new LabelMap(Grid.of(Shape.of(rows.length, rows[0].length()), spacing), 4, labels);
    }

    @Test
    void a_voxel_belongs_to_the_nearest_component_and_ties_go_to_the_lower_number() {
        assertThat(regions(Spacing.UNIT, "#....#")).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(regions(Spacing.UNIT, "#...#")).as("the middle is as near to both")
                .containsExactly(1, 1, 1, 2, 2);
        assertThat(regions(Spacing.UNIT,
                "....#",
                ".....",
                "#...."))
                .as("component 1 is above")
                .containsExactly(2, 2, 1, 1, 1,
                        2, 2, 1, 1, 1,
                        2, 2, 2, 1, 1);
    }

    @Test
    void distances_are_mm_not_voxels() {
        String[] image = {
            "#....",
            ".....",
            ".....",
            "....#"};
        assertThat(regions(Spacing.of(1, 3), image)).containsExactly(
                1, 1, 1, 2, 2,
                1, 1, 1, 2, 2,
                1, 1, 2, 2, 2,
                1, 1, 2, 2, 2);
        assertThat(regions(Spacing.of(10, 1), image)).containsExactly(
                1, 1, 1, 1, 1,
                1, 1, 1, 1, 1,
                2, 2, 2, 2, 2,
                2, 2, 2, 2, 2);
    }

    @Test
    void equal_distances_are_equal_whatever_rounding_says() {
        assertThat(7 * 0.1).as("seven steps along x, one along y").isNotEqualTo(0.7);
        assertThat(regions(Spacing.of(0.7, 0.1), "#.......", ".......#")).containsExactly(
                1, 1, 1, 1, 1, 1, 1, 1,
                1, 2, 2, 2, 2, 2, 2, 2);
    }

    @Test
    void every_class_has_regions_of_its_own_and_an_absent_one_has_none() {
        LabelMap labels = draw(Spacing.UNIT,
                "1..3.1",
                "......");
        int[] numbers = ComponentRegions.numbers(labels);
        assertThat(numbers).containsExactly(1, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0);
        int[][] regions = ComponentRegions.of(labels, numbers);
        assertThat(regions).hasNumberOfRows(4);
        assertThat(regions[0]).isEmpty();
        assertThat(regions[1]).containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2);
        assertThat(regions[2]).containsOnly(0).hasSize(12);
        assertThat(regions[3]).containsOnly(1);
    }

    @Test
    void corners_join_and_numbers_of_a_larger_image_are_kept() {
        LabelMap labels = draw(Spacing.UNIT,
                "#....#",
                ".#....");
        assertThat(ComponentRegions.numbers(labels)).containsExactly(1, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0);
        int[] numbers = {7, 0, 0, 0, 0, 7, 0, 300, 0, 0, 0, 0};
        assertThat(ComponentRegions.of(labels, numbers)[1]).as("7 in two pieces, 300 between")
                .containsExactly(7, 7, 300, 7, 7, 7, 7, 300, 300, 300, 7, 7);
    }

    @Test
    void says_what_is_wrong_with_numbers() {
        LabelMap labels = draw(Spacing.UNIT, "#..#");
        assertThatThrownBy(() -> ComponentRegions.of(labels, new int[3]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a grid of 1 x 4 needs 4 numbers of components, but got 3");
        assertThatThrownBy(() -> ComponentRegions.of(labels, new int[]{1, 0, 0, 0}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("voxel (0, 3) of class 1 has number 0");
    }

    @Test
    void equal_brute_force_on_a_thousand_random_volumes() {
        for (int trial = 0; trial < 1000; trial++) {
            compare(trial, 700);
        }
    }

    @Test
    @Tag("slow")
    void equal_brute_force_on_larger_volumes() {
        for (int trial = 1000; trial < 2000; trial++) {
            compare(trial, 5000);
        }
    }

    private static void compare(int trial, int most) {
        var random = new SplittableRandom(trial);
        Shape shape = shape(random, most);
        Spacing spacing = switch (random.nextInt(4)) {
            case 0 -> Spacing.UNIT;
            case 1 -> new Spacing(1 + random.nextInt(3), 0.5 * (1 + random.nextInt(3)), 1);
            default -> new Spacing(mm(random), mm(random), mm(random));
        };
        Grid grid = Grid.of(shape, spacing);
        int classes = 2 + random.nextInt(3);
        int components = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
        byte[] labels = new byte[grid.voxels()];
        int[] numbers = new int[labels.length];
        int balls = random.nextInt(4) == 0 ? 1 : components; // blocks, or single voxels
        for (int i = 0; i < components; i++) {
            int k = 1 + random.nextInt(classes - 1);
            int reach = balls > 1 && random.nextInt(3) > 0 ? 0 : 2;
            paint(labels, numbers, shape, random, k, 1 + random.nextInt(components), reach);
        }
        LabelMap map = new LabelMap(grid, classes, labels);
        if (random.nextBoolean()) numbers = ComponentRegions.numbers(map);
        int[][] expected = bruteForce(map, numbers);
        for (NumberKernel kernel : KERNELS) {
            int[][] actual = ComponentRegions.of(map, numbers, kernel);
            for (int k = 1; k < classes; k++) {
                if (!Arrays.equals(actual[k], expected[k])) {
                    assertThat(actual[k]).as("trial %d, class %d, %s, %s", trial, k,
                            kernel.getClass().getSimpleName(), grid).isEqualTo(expected[k]);
                }
            }
        }
    }

    private static void paint(byte[] labels, int[] numbers, Shape s, SplittableRandom random, int k,
            int number,
            int reach) {
        int cz = random.nextInt(s.depth());
        int cy = random.nextInt(s.height());
        int cx = random.nextInt(s.width());
        for (int z = Math.max(0, cz - reach); z <= Math.min(s.depth() - 1, cz + reach); z++) {
            for (int y = Math.max(0, cy - reach); y <= Math.min(s.height() - 1, cy + reach); y++) {
                for (int x = Math.max(0, cx - reach); x <= Math.min(s.width() - 1, cx + reach); x++) {
                    labels[s.index(z, y, x)] = (byte) k;
                    numbers[s.index(z, y, x)] = number;
                }
            }
        }
    }

    /// 1 to 40 voxels along each axis, few enough for brute force; one voxel in one of five.
    private static Shape shape(SplittableRandom random, int most) {
        while (true) {
            int[] n = new int[3];
            for (int i = 0; i < 3; i++) {
                n[i] = random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(40);
            }
            if (n[0] * n[1] * n[2] > most) continue;
            return n[0] == 1 && random.nextBoolean() ? Shape.of(n[1], n[2]) : Shape.of(n[0], n[1], n[2]);
        }
    }

    /// 0.2 to 10 mm.
    private static double mm(SplittableRandom random) { return 0.2 * Math.pow(50, random.nextDouble()); }

    /// The definition. Slow and obvious, never to be deleted.
    private static int[][] bruteForce(LabelMap labels, int[] numbers) {
        Grid grid = labels.grid();
        int[][] regions = new int[labels.classes()][grid.voxels()];
        int[][] at = IntStream.range(0, grid.voxels()).mapToObj(i -> position(grid.shape(), i))
                .toArray(int[][]::new);
        double[] w = {grid.spacing().z(), grid.spacing().y(), grid.spacing().x()};
        double smallest = Transform.smallest(grid);
        for (int k = 1; k < labels.classes(); k++) {
            int of = k;
            int[] sites = IntStream.range(0, numbers.length).filter(i -> labels.at(i) == of).toArray();
            for (int i = 0; i < numbers.length; i++) {
                long nearest = Long.MAX_VALUE;
                double chosenMm = Double.POSITIVE_INFINITY; // squared
                double nearestMm = Double.POSITIVE_INFINITY;
                for (int j : sites) {
                    long d = 0;
                    double mm = 0;
                    for (int a = 0; a < 3; a++) {
                        double along = (at[i][a] - at[j][a]) * w[a];
                        mm += along * along;
                        d += Math.round(along / smallest * (along / smallest) * (1 << 20));
                    }
                    if (d < nearest || (d == nearest && numbers[j] < regions[k][i])) {
                        nearest = d;
                        regions[k][i] = numbers[j];
                        chosenMm = mm;
                    }
                    nearestMm = Math.min(nearestMm, mm);
                }
                if (sites.length == 0) continue;
                if (Math.sqrt(chosenMm) > Math.sqrt(nearestMm) + 2e-6 * smallest) {
                    assertThat(chosenMm).as("in mm too, voxel %d of %s", i, grid).isEqualTo(nearestMm);
                }
            }
        }
        return regions;
    }

    private static int[] position(Shape s, int i) {
        return new int[]{i / s.width() / s.height(), i / s.width() % s.height(), i % s.width()};
    }

    @Test
    void both_kernels_agree_on_images_in_strips_and_on_extreme_spacings() {
        var random = new SplittableRandom(5);
        for (Spacing spacing : List.of(Spacing.UNIT, new Spacing(1e-4, 2e-4, 3.3e-4), new Spacing(5, 1e4, 1),
                new Spacing(1e12, 1, 1e-3), new Spacing(1e200, 1e-200, 1))) {
            Grid grid = Grid.of(Shape.of(9, 33, 41), spacing);
            byte[] labels = new byte[grid.voxels()];
            for (int i = 0; i < 30; i++) {
                labels[random.nextInt(labels.length)] = 1;
            }
            LabelMap map = new LabelMap(grid, 2, labels);
            int[] numbers = ComponentRegions.numbers(map);
            int[] scalar = ComponentRegions.of(map, numbers, KERNELS.getFirst())[1];
            assertThat(ComponentRegions.of(map, numbers, KERNELS.getLast())[1]).isEqualTo(scalar);
            assertThat(IntStream.range(0, labels.length).filter(i -> labels[i] == 1))
                    .allMatch(i -> scalar[i] == numbers[i]);
            assertThat(scalar).contains(IntStream.rangeClosed(1, Components.of(map, 1).count()).toArray());
        }
    }

    @Test
    void an_image_wider_than_a_strip_has_the_regions_of_its_parts() {
        Grid grid = Grid.of(Shape.of(2100, 2300), Spacing.of(1, 1.3));
        byte[] labels = new byte[grid.voxels()];
        var random = new SplittableRandom(8);
        for (int i = 0; i < 50; i++) {
            labels[random.nextInt(labels.length)] = 1;
        }
        LabelMap map = new LabelMap(grid, 2, labels);
        int[] numbers = ComponentRegions.numbers(map);
        int[] regions = ComponentRegions.of(map, numbers, KERNELS.getLast())[1];
        assertThat(ComponentRegions.of(map, numbers, KERNELS.getFirst())[1]).isEqualTo(regions);
        int[] sites = IntStream.range(0, labels.length).filter(i -> labels[i] == 1).toArray();
        for (int trial = 0; trial < 2000; trial++) {
            int i = random.nextInt(labels.length);
            int[] at = position(grid.shape(), i);
            double own = Double.POSITIVE_INFINITY;
            double nearest = Double.POSITIVE_INFINITY;
            for (int site : sites) {
                int[] other = position(grid.shape(), site);
                double d = Math.hypot(at[1] - other[1], 1.3 * (at[2] - other[2]));
                nearest = Math.min(nearest, d);
                if (numbers[site] == regions[i]) own = Math.min(own, d);
            }
            assertThat(own).isLessThan(nearest + 1e-6);
        }
    }
}
