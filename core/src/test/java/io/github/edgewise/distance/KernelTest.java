package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All kernels, on one and two threads, against brute force in double and against each other.
class KernelTest {
    private static final List<Kernel> KERNELS = List.of(new EnvelopeKernel(), new ScalarKernel(),
            new VectorKernel());
    private static final double TOLERANCE = 2e-7;

    @Test
    void equal_brute_force_on_random_volumes() { compare(200, 1); }

    @Test
    @Tag("slow")
    void equal_brute_force_on_two_thousand_random_volumes() { compare(2000, 2); }

    private static void compare(int trials, long seed) {
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < trials; trial++) {
            Shape shape = shape(random);
            Spacing spacing = random.nextInt(4) == 0
                    ? Spacing.UNIT
                    : new Spacing(mm(random), mm(random), mm(random));
            int classes = 1 + random.nextInt(5);
            LabelMap labels = labels(Grid.of(shape, spacing), classes, random);
            for (ZeroLevel level : ZeroLevel.values()) {
                double clip = random.nextInt(3) == 0 ? 3 * mm(random) : Double.POSITIVE_INFINITY;
                SignedDistance maps = SignedDistance.of(labels).with(level).clip(clip);
                for (int k = 0; k < classes; k++) {
                    double[] expected = BruteForce.signedDistance(labels, k, level);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = Math.clamp(expected[i], -clip, clip);
                    }
                    for (Kernel kernel : KERNELS) {
                        for (int threads = 1; threads <= 2; threads++) {
                            String what = "trial %d, class %d, %s, clip %s, %s, %d threads, %s".formatted(
                                    trial,
                                    k, level, clip, kernel.getClass().getSimpleName(), threads,
                                    labels.grid());
                            check(maps.threads(threads).forClass(k, kernel).mm(), expected, level, what);
                            check(maps.threads(threads).forClasses(kernel).get(k).mm(), expected, level,
                                    what + ", all classes");
                        }
                    }
                }
            }
        }
    }

    private static void check(float[] actual, double[] expected, ZeroLevel level, String what) {
        double inset = level.isReference() ? 1 : 0; // what was taken off the distance
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            if (!(error <= TOLERANCE * Math.max(1, Math.abs(expected[i]) + inset))) {
                assertThat((double) actual[i]).as(what + ", voxel " + i).isEqualTo(expected[i]);
            }
        }
    }

    /// 1 to 40 voxels along each axis, few enough for brute force.
    private static Shape shape(SplittableRandom random) {
        while (true) {
            int[] n = new int[3];
            for (int i = 0; i < 3; i++) {
                n[i] = random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(40);
            }
            if (n[0] * n[1] * n[2] > 1500) continue;
            return n[0] == 1 && random.nextBoolean() ? Shape.of(n[1], n[2]) : Shape.of(n[0], n[1], n[2]);
        }
    }

    private static double mm(SplittableRandom random) { return 0.1 * Math.pow(100, random.nextDouble()); }

    /// Noise of any density, or balls.
    private static LabelMap labels(Grid grid, int classes, SplittableRandom random) {
        byte[] labels = new byte[grid.voxels()];
        double density = Math.pow(random.nextDouble(), 3);
        for (int i = 0; i < labels.length; i++) {
            if (random.nextDouble() < density) labels[i] = (byte) random.nextInt(classes);
        }
        if (random.nextBoolean()) {
            Shape s = grid.shape();
            for (int ball = 0; ball < 3; ball++) {
                int radius = random.nextInt(12);
                int cz = random.nextInt(s.depth());
                int cy = random.nextInt(s.height());
                int cx = random.nextInt(s.width());
                byte k = (byte) random.nextInt(classes);
                for (int i = 0; i < labels.length; i++) {
                    int dx = i % s.width() - cx;
                    int dy = i / s.width() % s.height() - cy;
                    int dz = i / s.width() / s.height() - cz;
                    if (dx * dx + dy * dy + dz * dz <= radius * radius) labels[i] = k;
                }
            }
        }
        return new LabelMap(grid, classes, labels);
    }

    @Test
    void agree_bit_for_bit_on_larger_volumes_whatever_the_number_of_threads() {
        var random = new SplittableRandom(3);
        for (Shape shape : List.of(Shape.of(40, 35, 33), Shape.of(3, 100, 130), Shape.of(213, 217),
                Shape.of(2, 380, 390))) {
            for (double w : new double[]{1, 0.37}) {
                LabelMap labels = labels(Grid.of(shape, new Spacing(w, w, w)), 4, random);
                SignedDistance maps = SignedDistance.of(labels).threads(1);
                List<DistanceMap> expected = maps.forClasses(KERNELS.getFirst());
                for (Kernel kernel : KERNELS) {
                    for (int threads : new int[]{1, 2, 5}) {
                        List<DistanceMap> all = maps.threads(threads).forClasses(kernel);
                        for (int k = 0; k < 4; k++) {
                            float[] one = maps.threads(threads).forClass(k, kernel).mm();
                            assertThat(Arrays.mismatch(all.get(k).mm(), expected.get(k).mm())).isEqualTo(-1);
                            assertThat(Arrays.mismatch(one, expected.get(k).mm())).isEqualTo(-1);
                        }
                    }
                }
            }
        }
    }

    /// Up to the diagonal at which [Kernels] may take either kernel.
    @Test
    void agree_bit_for_bit_for_odd_spacings_and_distances_up_to_two_thousand() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 40; trial++) {
            Grid grid = odd(random);
            byte[] labels = new byte[grid.voxels()];
            int dots = 1 + random.nextInt(6);
            for (int i = 0; i < dots; i++) { // few, so that distances are large
                int at = random.nextInt(labels.length);
                Arrays.fill(labels, at, Math.min(labels.length, at + 1 + random.nextInt(5)),
                        (byte) (1 + random.nextInt(2)));
            }
            for (ZeroLevel level : List.of(ZeroLevel.FACE, ZeroLevel.CENTRE, ZeroLevel.REFERENCE)) {
                SignedDistance maps = SignedDistance.of(new LabelMap(grid, 3, labels)).with(level).threads(1);
                if (random.nextInt(4) == 0) maps = maps.clip(grid.diagonalMm() * random.nextDouble(0.05, 1));
                List<DistanceMap> expected = maps.forClasses(KERNELS.getFirst());
                for (Kernel kernel : KERNELS) {
                    List<DistanceMap> all = maps.forClasses(kernel);
                    for (int k = 0; k < 3; k++) {
                        assertThat(Arrays.mismatch(all.get(k).mm(), expected.get(k).mm()))
                                .as("%s, %s, class %d, %s", grid, level, k, kernel).isEqualTo(-1);
                    }
                }
            }
        }
    }

    /// A grid of three different spacings with a diagonal of 700 to 2,000 times the smallest.
    private static Grid odd(SplittableRandom random) {
        double smallest = 0.1 + random.nextDouble();
        while (true) {
            double[] w = new double[3];
            int[] n = new int[3];
            for (int a = 0; a < 3; a++) {
                w[a] = smallest * Math.pow(40, Math.max(0, random.nextDouble(-0.5, 1)));
                n[a] = (int) Math.pow(2000, random.nextDouble());
            }
            if ((double) n[0] * n[1] * n[2] > 300_000) continue;
            Shape shape = n[0] == 1 ? Shape.of(n[1], n[2]) : Shape.of(n[0], n[1], n[2]);
            Grid grid = Grid.of(shape, new Spacing(w[0], w[1], w[2]));
            if (Kernels.areEqual(grid) && grid.diagonalMm() > 700 * Transform.smallest(grid)) return grid;
        }
    }

    @Test
    void a_clipped_map_is_the_clamped_full_map() {
        var random = new SplittableRandom(4);
        LabelMap labels = labels(Grid.of(Shape.of(30, 64, 100), new Spacing(2, 2, 2)), 2, random);
        for (Kernel kernel : KERNELS) {
            float[] full = SignedDistance.of(labels).forClass(1, kernel).mm().clone();
            float[] clipped = SignedDistance.of(labels).clip(7.5).forClass(1, kernel).mm();
            for (int i = 0; i < full.length; i++) {
                full[i] = Math.clamp(full[i], -7.5f, 7.5f);
            }
            assertThat(Arrays.mismatch(clipped, full)).as("first voxel that differs").isEqualTo(-1);
        }
    }

    @Test
    void rows_of_ten_thousand_voxels_do_not_drift() {
        for (double w : new double[]{0.1, 1. / 3, 1e-6, 1e6}) {
            byte[] row = new byte[10_000];
            row[0] = 1;
            for (Grid grid : List.of(Grid.of(Shape.of(1, 10_000), Spacing.of(w, w)),
                    Grid.of(Shape.of(10_000, 1), Spacing.of(w, w)))) {
                for (Kernel kernel : KERNELS) {
                    float[] mm = SignedDistance.of(new LabelMap(grid, 2, row)).forClass(1, kernel).mm();
                    for (int i = 1; i < mm.length; i++) {
                        assertThat(Math.abs(mm[i] / ((i - 0.5) * w) - 1)).isLessThan(TOLERANCE);
                    }
                }
            }
        }
    }

    @Test
    void spacings_that_no_float_can_hold_are_measured_in_double() {
        for (double w : new double[]{1e-40, 1e35, 1e17}) {
            Grid grid = Grid.of(Shape.of(2, 3), Spacing.of(w, 1));
            float[] mm = SignedDistance.of(new LabelMap(grid, 2, new byte[]{1, 1, 1, 0, 0, 0})).forClass(1)
                    .mm();
            for (int i = 0; i < 6; i++) {
                assertThat(mm[i]).isEqualTo((float) (i < 3 ? -w / 2 : w / 2));
            }
        }
    }
}
