package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What must hold for every signed distance map, and the worked rows of docs/reference/conventions.md.
class DistancePropertiesTest {
    private static final List<Kernel> KERNELS = List.of(new EnvelopeKernel(), new ScalarKernel(),
            new VectorKernel());

    @ParameterizedTest
    @CsvSource({
        "FACE, 1, 2.5 1.5 0.5 -0.5 -1.5 -1.5 -0.5 0.5 1.5",
        "FACE, 0.5, 1.25 0.75 0.25 -0.25 -0.75 -0.75 -0.25 0.25 0.75",
        "FACE, 3, 7.5 4.5 1.5 -1.5 -4.5 -4.5 -1.5 1.5 4.5",
        "CENTRE, 1, 3 2 1 -1 -2 -2 -1 1 2",
        "CENTRE, 0.5, 1.5 1 0.5 -0.5 -1 -1 -0.5 0.5 1",
        "REFERENCE, 1, 3 2 1 0 -1 -1 0 1 2",
        "REFERENCE, 0.5, 1.5 1 0.5 0.5 0 0 0.5 0.5 1",
        "REFERENCE, 3, 9 6 3 -2 -5 -5 -2 3 6",
        "REFERENCE_TRUNCATED, 1, 3 2 1 0 -1 -1 0 1 2",
        "REFERENCE_TRUNCATED, 0.5, 1 1 0 0 0 0 0 0 1"})
    void the_worked_rows_of_the_conventions_come_out(ZeroLevel level, double w, String row) {
        LabelMap labels = Masks.of("...####..").on(Grid.of(Shape.of(1, 9), Spacing.of(w, w)));
        float[] mm = SignedDistance.of(labels).with(level).forClass(1).mm();
        String[] expected = row.split(" ", -1);
        for (int x = 0; x < 9; x++) {
            assertThat(mm[x]).as("voxel %d", x).isEqualTo(Float.parseFloat(expected[x]));
        }
    }

    @Test
    void with_unequal_spacing_a_face_may_be_crossed_by_less_than_a_spacing() {
        LabelMap labels = Masks.of(".....", "..#..", ".....")
                .on(Grid.of(Shape.of(3, 5), Spacing.of(3, 1)));
        DistanceMap map = SignedDistance.of(labels).forClass(1);
        assertThat(map.at(0, 1, 2)).isEqualTo(-0.5f);
        assertThat(map.at(0, 0, 2)).isEqualTo(1.5f);
        assertThat(map.at(0, 1, 3)).isEqualTo(0.5f);
    }

    @Test
    void no_two_voxels_differ_by_more_than_their_distance() {
        var random = new SplittableRandom(11);
        for (int trial = 0; trial < 40; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 2, random);
            DistanceMap map = SignedDistance.of(labels).forClass(1);
            if (!map.hasSurface()) continue;
            int n = grid.voxels();
            for (int pair = 0; pair < 500; pair++) {
                int i = random.nextInt(n);
                int j = random.nextInt(n);
                double apart = apart(grid, i, j);
                assertThat((double) Math.abs(map.mm()[i] - map.mm()[j])).as("%s, %d and %d", grid, i, j)
                        .isLessThanOrEqualTo(apart + 1e-5 * (1 + apart));
            }
        }
    }

    private static double apart(Grid grid, int i, int j) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double x = (i % s.width() - j % s.width()) * w.x();
        double y = (i / s.width() % s.height() - j / s.width() % s.height()) * w.y();
        double z = (i / s.width() / s.height() - j / s.width() / s.height()) * w.z();
        return Math.sqrt(x * x + y * y + z * z);
    }

    @Test
    void the_face_lies_between_half_the_least_spacing_and_half_a_diagonal_nearer_than_the_centre() {
        var random = new SplittableRandom(12);
        for (int trial = 0; trial < 60; trial++) {
            Shape shape = Shape.of(2 + random.nextInt(9), 2 + random.nextInt(9), 2 + random.nextInt(20));
            Grid grid = Grid.of(shape, Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 2, random);
            DistanceMap face = SignedDistance.of(labels).forClass(1);
            if (!face.hasSurface()) continue;
            float[] centre = SignedDistance.of(labels).with(ZeroLevel.CENTRE).forClass(1).mm();
            Spacing w = grid.spacing();
            double least = Math.min(w.x(), Math.min(w.y(), w.z())) / 2;
            double most = Math.sqrt(w.x() * w.x() + w.y() * w.y() + w.z() * w.z()) / 2;
            for (int i = 0; i < centre.length; i++) {
                double nearer = Math.abs(centre[i]) - Math.abs(face.mm()[i]);
                assertThat(nearer).as("%s, voxel %d", grid, i).isBetween(least - 1e-4, most + 1e-4);
            }
        }
    }

    @Test
    void swapping_or_reversing_axes_does_the_same_to_the_map() {
        var random = new SplittableRandom(13);
        for (int trial = 0; trial < 60; trial++) {
            Grid grid = Grid.of(Shape.of(1 + random.nextInt(20), 1 + random.nextInt(20), 1
                    + random.nextInt(40)), Masks.spacing(random));
            Shape s = grid.shape();
            Spacing w = grid.spacing();
            LabelMap labels = Masks.scattered(grid, 2, random);
            Grid turned = Grid.of(Shape.of(s.width(), s.depth(), s.height()),
                    new Spacing(w.x(), w.z(), w.y()));
            byte[] moved = new byte[labels.labels().length];
            for (int i = 0; i < moved.length; i++) {
                moved[target(s, turned.shape(), i)] = labels.labels()[i];
            }
            for (Kernel kernel : KERNELS) {
                float[] one = SignedDistance.of(labels).forClass(1, kernel).mm();
                float[] other = SignedDistance.of(new LabelMap(turned, 2, moved)).forClass(1, kernel).mm();
                for (int i = 0; i < one.length; i++) {
                    float there = other[target(s, turned.shape(), i)];
                    assertThat(there).as("%s, voxel %d", grid, i).isCloseTo(one[i],
                            within(4e-7f * Math.max(1, Math.abs(one[i]))));
                }
            }
        }
    }

    /// Where voxel i lies once x is reversed and z, y, x have become x, z, y.
    private static int target(Shape s, Shape turned, int i) {
        int x = i % s.width();
        return turned.index(s.width() - 1 - x, i / s.width() / s.height(), i / s.width() % s.height());
    }

    @Test
    void background_around_an_object_inside_the_image_changes_nothing() {
        var random = new SplittableRandom(14);
        for (int trial = 0; trial < 40; trial++) {
            Shape inner = Shape.of(1 + random.nextInt(8), 1 + random.nextInt(8), 1 + random.nextInt(30));
            Grid grid = Grid.of(inner, Masks.spacing(random));
            byte[] core = Masks.scattered(grid, 2, random).labels();
            LabelMap small = padded(grid, core, 1);
            LabelMap large = padded(grid, core, 5);
            DistanceMap a = SignedDistance.of(small).forClass(1);
            DistanceMap b = SignedDistance.of(large).forClass(1);
            if (!a.hasSurface()) continue;
            Shape s = small.grid().shape();
            for (int z = 0; z < s.depth(); z++) {
                for (int y = 0; y < s.height(); y++) {
                    for (int x = 0; x < s.width(); x++) {
                        assertThat(b.at(z + 4, y + 4, x + 4)).isEqualTo(a.at(z, y, x));
                    }
                }
            }
        }
    }

    private static LabelMap padded(Grid grid, byte[] core, int by) {
        Shape s = grid.shape();
        Shape padded = Shape.of(s.depth() + 2 * by, s.height() + 2 * by, s.width() + 2 * by);
        byte[] labels = new byte[padded.voxels()];
        for (int i = 0; i < core.length; i++) {
            labels[padded.index(i / s.width() / s.height() + by, i / s.width() % s.height() + by,
                    i % s.width() + by)] = core[i];
        }
        return new LabelMap(Grid.of(padded, grid.spacing()), 2, labels);
    }

    @Test
    void sizes_next_to_those_of_leaves_and_vectors_are_solved_like_all_others() {
        var random = new SplittableRandom(15);
        int[] sizes = {1, 2, 7, 8, 9, 16, 17, 24, 25, 31, 33, 49};
        for (int height : sizes) {
            for (int width : sizes) {
                for (double density : new double[]{0.01, 0.3}) {
                    Grid grid = Grid.of(Shape.of(3, height, width), new Spacing(2, 1, 0.7));
                    byte[] labels = new byte[grid.voxels()];
                    for (int i = 0; i < labels.length; i++) {
                        labels[i] = (byte) (random.nextDouble() < density ? 1 : 0);
                    }
                    labels[random.nextInt(labels.length)] = 1;
                    LabelMap map = new LabelMap(grid, 2, labels);
                    double[] expected = BruteForce.signedDistance(map, 1, ZeroLevel.FACE);
                    for (Kernel kernel : KERNELS) {
                        float[] mm = SignedDistance.of(map).forClass(1, kernel).mm();
                        for (int i = 0; i < mm.length; i++) {
                            assertThat((double) mm[i]).as("%s, voxel %d", grid, i).isCloseTo(expected[i],
                                    within(2e-7 * Math.max(1, Math.abs(expected[i]))));
                        }
                    }
                }
            }
        }
    }

    /// One site per column at any height, each far nearer than what lies beside it, and every row finite:
    /// neighbouring columns need candidates from everywhere, so the other kernels leave such blocks to lower
    /// envelopes.
    private static LabelMap unlikeColumns(int n) {
        var random = new SplittableRandom(16);
        byte[] labels = new byte[n * 48];
        for (int x = 0; x < 48; x++) {
            labels[random.nextInt(n) * 48 + x] = 1;
        }
        for (int y = 0; y < n; y++) {
            labels[y * 48 + 47] = 1;
        }
        return new LabelMap(Grid.of(Shape.of(n, 48), Spacing.of(1, n)), 2, labels);
    }

    @Test
    void columns_without_anything_in_common_give_the_same_map() {
        LabelMap map = unlikeColumns(4000);
        float[] expected = SignedDistance.of(map).forClass(1, KERNELS.getFirst()).mm();
        for (Kernel kernel : KERNELS) {
            float[] mm = SignedDistance.of(map).forClass(1, kernel).mm();
            for (int i = 0; i < mm.length; i++) {
                assertThat(mm[i]).isCloseTo(expected[i], within(2e-7f * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    /// Without their guard, both kernels would be quadratic here.
    @Test
    @Tag("slow")
    void columns_without_anything_in_common_cost_no_more_than_a_constant_times_lower_envelopes() {
        LabelMap map = unlikeColumns(20_000);
        double envelopes = millis(map, KERNELS.getFirst());
        assertThat(millis(map, new VectorKernel())).isLessThan(4 * envelopes);
        assertThat(millis(map, new ScalarKernel())).isLessThan(4 * envelopes);
    }

    /// The least of a hundred runs.
    private static double millis(LabelMap map, Kernel kernel) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            long begun = System.nanoTime();
            SignedDistance.of(map).threads(1).forClass(1, kernel);
            least = Math.min(least, System.nanoTime() - begun);
        }
        return least / 1e6;
    }
}
