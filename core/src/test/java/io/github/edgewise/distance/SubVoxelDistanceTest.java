package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SubVoxelDistanceTest {
    private static float[] mm(Grid grid, float... fractions) {
        return SubVoxelDistance.of(grid, fractions).map().mm();
    }

    /// Independent fractions, no two alike.
    private static float[] fractions(Grid grid, SplittableRandom random) {
        float[] f = new float[grid.voxels()];
        double mean = new double[]{0.02, 0.5, 0.9}[random.nextInt(3)];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) Math.pow(random.nextDouble(), Math.log(mean) / Math.log(0.5));
        }
        return f;
    }

    /// Independent fractions of few values, 1/2 among them, so that crossings are equally near.
    private static float[] steps(Grid grid, SplittableRandom random) {
        float[] f = new float[grid.voxels()];
        int values = 1 + random.nextInt(8);
        for (int i = 0; i < f.length; i++) {
            f[i] = random.nextInt(values + 1) / (float) values;
        }
        return f;
    }

    private static float[] hard(LabelMap labels) {
        float[] f = new float[labels.grid().voxels()];
        for (int i = 0; i < f.length; i++) {
            f[i] = labels.at(i);
        }
        return f;
    }

    @Test
    void the_surface_lies_where_the_line_between_two_centres_is_a_half() {
        Grid grid = Grid.of(Shape.of(1, 4), Spacing.of(1, 2));
        float[] mm = mm(grid, 1, 0.75f, 0.25f, 0);
        assertThat(mm).containsExactly(-3, -1, 1, 3);
        mm = mm(grid, 1, 1, 0.375f, 0); // crossed at 0.8 of the way
        assertThat(mm[1]).isCloseTo(-1.6f, within(1e-6f));
        assertThat(mm[2]).isCloseTo(0.4f, within(1e-6f));
        assertThat(mm(grid, 0, 0.5f, 1, 1)).containsExactly(2, 0, -2, -4);
        assertThat(mm(grid, 1, 0.5f, 1, 1)).containsExactly(-2, 0, -2, -4);
    }

    @Test
    void equals_brute_force_over_the_crossings() {
        var random = new SplittableRandom(1);
        int compared = 0;
        for (int trial = 0; trial < 200; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            float[] f = fractions(grid, random);
            DistanceMap map = SubVoxelDistance.of(grid, f).map();
            if (!map.hasSurface()) continue;
            var slow = SubVoxelBruteForce.of(grid, f);
            for (int i = 0; i < f.length; i++) {
                double[] p = SubVoxelBruteForce.centre(grid, i);
                double expected = slow.toDiscs(p, SubVoxelBruteForce.radius(grid));
                assertThat((double) map.mm()[i]).as("trial %d, %s, voxel %d", trial, grid, i)
                        .isCloseTo(f[i] > 0.5f ? -expected : expected, within(1e-5 * (1 + expected)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(10_000);
    }

    @Test
    void is_below_the_distance_to_the_nearest_crossing_by_no_more_than_the_radius_of_a_disc() {
        var random = new SplittableRandom(2);
        for (int trial = 0; trial < 200; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            float[] f = steps(grid, random);
            DistanceMap map = SubVoxelDistance.of(grid, f).map();
            if (!map.hasSurface()) continue;
            var slow = SubVoxelBruteForce.of(grid, f);
            for (int i = 0; i < f.length; i++) {
                float phi = map.mm()[i];
                if (f[i] == 0.5f) assertThat(phi).isEqualTo(0f);
                if (f[i] < 0.5f) assertThat(phi).isNotNegative();
                if (f[i] > 0.5f) assertThat(phi).isNotPositive();
                if (f[i] == 0.5f) continue;
                double far = slow.toCrossings(SubVoxelBruteForce.centre(grid, i));
                assertThat((double) Math.abs(phi)).as("trial %d, %s, voxel %d", trial, grid, i)
                        .isBetween(far * (1 - 1e-5) - SubVoxelBruteForce.radius(grid), far * (1 + 1e-5));
            }
        }
    }

    @Test
    void two_neighbours_differ_by_no_more_than_their_distance_or_that_and_a_quarter_on_one_side() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 100; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            float[] f = fractions(grid, random);
            DistanceMap map = SubVoxelDistance.of(grid, f).map();
            if (!map.hasSurface()) continue;
            for (int i = 0; i + 1 < f.length; i++) {
                if (i % grid.shape().width() == grid.shape().width() - 1) continue;
                double slack = (f[i] > 0.5f) == (f[i + 1] > 0.5f) ? SubVoxelBruteForce.radius(grid) : 0;
                double apart = grid.spacing().x();
                assertThat((double) Math.abs(map.mm()[i] - map.mm()[i + 1]))
                        .as("trial %d, voxel %d", trial, i)
                        .isLessThanOrEqualTo((apart + slack) * (1 + 1e-5));
            }
        }
    }

    @Test
    void a_straight_border_across_an_axis_is_exact_wherever_it_lies() {
        var random = new SplittableRandom(4);
        for (int trial = 0; trial < 60; trial++) {
            int axis = trial % 3;
            Grid grid = Grid.of(Shape.of(7, 6, 9), Masks.spacing(random));
            double w = SubVoxelBruteForce.spacings(grid)[axis];
            double border = w * (1 + 3 * random.nextDouble());
            float[] f = new float[grid.voxels()];
            for (int i = 0; i < f.length; i++) {
                double s = SubVoxelBruteForce.centre(grid, i)[axis] - border;
                f[i] = (float) Math.clamp(0.5 - s / (2 * w), 0, 1);
            }
            float[] mm = mm(grid, f);
            for (int i = 0; i < f.length; i++) {
                double s = SubVoxelBruteForce.centre(grid, i)[axis] - border;
                assertThat((double) mm[i]).as("axis %d, border %s", axis, border).isCloseTo(s,
                        within(1e-5 * w));
            }
        }
    }

    /// Crossings and discs lie in the plane, so no distance is too short; gaps between them make it too long.
    @Test
    void a_slanting_border_is_never_too_near_and_hardly_too_far() {
        var random = new SplittableRandom(5);
        double worst = 0;
        for (int trial = 0; trial < 60; trial++) {
            boolean flat = trial % 2 == 0;
            Grid grid = Grid.of(flat ? Shape.of(31, 31) : Shape.of(21, 21, 21));
            double[] u = {flat ? 0 : random.nextDouble() - 0.5, random.nextDouble() - 0.5,
                random.nextDouble() - 0.5};
            double length = Math.sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
            double offset = random.nextDouble() - 0.5;
            double half = (grid.shape().width() - 1) / 2.0;
            double[] s = new double[grid.voxels()];
            float[] f = new float[s.length];
            for (int i = 0; i < s.length; i++) {
                double[] p = SubVoxelBruteForce.centre(grid, i);
                s[i] = (u[1] * (p[1] - half) + u[2] * (p[2] - half)) / length - offset;
                if (!flat) s[i] += u[0] * (p[0] - half) / length;
                f[i] = (float) Math.clamp(0.5 - s[i] / 8, 0, 1);
            }
            float[] mm = mm(grid, f);
            for (int i = 0; i < s.length; i++) {
                double[] p = SubVoxelBruteForce.centre(grid, i);
                double away = Math.hypot(flat ? 0 : p[0] - half, Math.hypot(p[1] - half, p[2] - half));
                if (away > 6 || Math.abs(s[i]) > 3) continue;
                double error = Math.abs(mm[i]) - Math.abs(s[i]);
                assertThat(error).as("trial %d, voxel %d", trial, i).isGreaterThan(-1e-5);
                worst = Math.max(worst, error);
            }
        }
        assertThat(worst).isBetween(0.1, 0.2);
    }

    /// Partial volume is not linear: a border 0.8 after the first centre leaves 1, 0.3, 0, and the line from
    /// 1 to 0.3 is at a half after 0.714.
    @Test
    void a_straight_border_in_partial_volumes_is_off_by_at_most_a_twelfth_of_a_voxel() {
        Grid grid = Grid.of(Shape.of(1, 5));
        double worst = 0;
        for (int i = 0; i <= 1000; i++) {
            float share = i / 1000f;
            float[] mm = mm(grid, 1, 1, share, 0, 0);
            worst = Math.max(worst, Math.abs(mm[0] - -(1.5 + share)));
        }
        assertThat(worst).isCloseTo(0.0858, within(1e-4));
        assertThat(mm(grid, 1, 1, 0.3f, 0, 0)[1]).isCloseTo(-0.5f / 0.7f, within(1e-6f));
    }

    @Test
    void a_hard_mask_has_its_crossings_at_the_centres_of_faces() {
        LabelMap row = Masks.of("...####..");
        assertThat(mm(row.grid(), hard(row))).isEqualTo(SignedDistance.of(row).forClass(1).mm());
        LabelMap pixel = Masks.of("...", ".#.", "...");
        float[] mm = mm(pixel.grid(), hard(pixel));
        assertThat(mm[4]).isEqualTo(-0.5f);
        assertThat(mm[1]).isEqualTo(0.5f);
        assertThat(mm[0]).isCloseTo((float) Math.hypot(0.5, 0.75), within(1e-6f)); // FACE: 0.707
    }

    @Test
    void of_a_hard_mask_is_never_shorter_than_its_face_map_by_more_than_the_radius_of_a_disc() {
        var random = new SplittableRandom(6);
        for (int trial = 0; trial < 100; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 2, random);
            DistanceMap face = SignedDistance.of(labels).forClass(1);
            float[] mm = mm(grid, hard(labels));
            for (int i = 0; i < mm.length; i++) {
                assertThat(mm[i] > 0).isEqualTo(face.mm()[i] > 0);
                if (!face.hasSurface()) continue;
                assertThat((double) Math.abs(mm[i]))
                        .isGreaterThan(
                                Math.abs(face.mm()[i]) * (1 - 1e-5) - SubVoxelBruteForce.radius(grid));
            }
        }
    }

    @Test
    void a_single_voxel_above_a_half_has_a_surface_and_one_at_a_half_is_zero() {
        Grid grid = Grid.of(Shape.of(3, 3, 3), new Spacing(3, 1, 1));
        float[] f = new float[27];
        f[13] = 0.625f; // crossed at 0.2 of the way
        DistanceMap map = SubVoxelDistance.of(grid, f).map();
        assertThat(map.hasSurface()).isTrue();
        assertThat(map.at(1, 1, 1)).isCloseTo(-0.2f, within(1e-6f));
        // a little below the 0.8 to the crossing between: the disc of the one along y reaches 0.25 this way
        assertThat(map.at(1, 1, 0)).isCloseTo((float) Math.hypot(0.2, 0.75), within(1e-6f));
        f[13] = 0.5f;
        assertThat(SubVoxelDistance.of(grid, f).map().at(1, 1, 1)).isEqualTo(0f);
        assertThat(SubVoxelDistance.of(grid, f).map().at(1, 1, 0)).isEqualTo(1f);
    }

    @Test
    void a_class_that_is_nowhere_or_everywhere_is_the_diagonal_away() {
        Grid grid = Grid.of(Shape.of(3, 4));
        float[] none = new float[12];
        none[5] = 0.49f;
        DistanceMap map = SubVoxelDistance.of(grid, none).map();
        assertThat(map.hasSurface()).isFalse();
        assertThat(map.mm()).containsOnly(5f);
        assertThat(SubVoxelDistance.of(grid, none).clip(2).map().mm()).containsOnly(2f);
        float[] all = new float[12];
        Arrays.fill(all, 0.51f);
        assertThat(mm(grid, all)).containsOnly(-5f);
        Arrays.fill(all, 0.5f);
        assertThat(mm(grid, all)).containsOnly(0f);
        assertThat(mm(Grid.of(Shape.of(1, 1, 1), new Spacing(2, 3, 6)), 1)).containsExactly(-7f);
        assertThat(mm(Grid.of(Shape.of(1, 1)), 0.5f)).containsExactly(0f);
    }

    @Test
    void changes_sign_under_complement() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 50; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            float[] f = new float[grid.voxels()];
            float[] rest = new float[f.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = random.nextInt(1025) / 1024f;
                rest[i] = 1 - f[i];
            }
            float[] one = mm(grid, f);
            float[] other = mm(grid, rest);
            for (int i = 0; i < one.length; i++) {
                assertThat(one[i]).isEqualTo(0 - other[i]);
            }
        }
    }

    @Test
    void a_slice_of_depth_one_agrees_bit_for_bit_with_the_2d_image_and_axes_may_be_swapped() {
        var random = new SplittableRandom(8);
        Grid flat = Grid.of(Shape.of(7, 5), Spacing.of(0.7, 1.3));
        float[] f = fractions(flat, random);
        float[] turned = new float[35];
        for (int i = 0; i < 35; i++) {
            turned[i % 5 * 7 + i / 5] = f[i];
        }
        float[] mm = mm(flat, f);
        assertThat(mm(Grid.of(Shape.of(1, 7, 5), new Spacing(4, 0.7, 1.3)), f)).isEqualTo(mm);
        float[] standing = mm(Grid.of(Shape.of(5, 1, 7), new Spacing(1.3, 9, 0.7)), turned);
        for (int i = 0; i < 35; i++) {
            assertThat(standing[i % 5 * 7 + i / 5]).isCloseTo(mm[i], within(1e-5f));
        }
    }

    @Test
    void a_clip_changes_nothing_nearer() {
        var random = new SplittableRandom(9);
        Grid grid = Grid.of(Shape.of(9, 17, 13), new Spacing(3, 1, 0.7));
        float[] f = new float[grid.voxels()];
        f[random.nextInt(f.length)] = 0.9f;
        float[] whole = mm(grid, f);
        float[] clipped = SubVoxelDistance.of(grid, f).clip(4).map().mm();
        for (int i = 0; i < f.length; i++) {
            assertThat(clipped[i]).isEqualTo(Math.clamp(whole[i], -4f, 4f));
        }
    }

    @Test
    void says_what_is_wrong_with_a_fraction_their_number_or_a_clip() {
        Grid grid = Grid.of(Shape.of(2, 3));
        assertThatThrownBy(() -> SubVoxelDistance.of(grid, new float[]{0, 0, 0, 0, Float.NaN, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a fraction lies between 0 and 1, but is NaN at voxel (1, 1)");
        assertThatThrownBy(() -> SubVoxelDistance.of(grid, new float[]{0, 255, 0, 0, 0, 0}))
                .hasMessage("a fraction lies between 0 and 1, but is 255.0 at voxel (0, 1)");
        assertThatThrownBy(() -> SubVoxelDistance.of(grid, new float[5]))
                .hasMessageContaining("a grid of 2 x 3");
        assertThatThrownBy(() -> new SubVoxelDistance(new Volume(grid, new float[12]), 1))
                .hasMessageContaining("one channel, but there are 2");
        assertThatThrownBy(() -> SubVoxelDistance.of(grid, new float[6]).clip(0))
                .hasMessageContaining("clip must be a positive number of mm");
        assertThat(mm(Grid.of(Shape.of(1, 2)), 1.1f, -0.1f)[0]).isCloseTo(-0.5f, within(1e-6f));
    }
}
