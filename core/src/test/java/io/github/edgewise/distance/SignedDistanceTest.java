package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignedDistanceTest {
    @Test
    void face_map_of_one_pixel_is_half_a_spacing_on_both_sides_of_its_faces() {
        LabelMap labels = Masks.of("...", ".#.", "...");
        DistanceMap map = SignedDistance.of(labels).forClass(1);
        assertThat(map.at(0, 1, 1)).isEqualTo(-0.5f);
        assertThat(map.at(0, 1, 0)).isEqualTo(0.5f);
        assertThat(map.at(0, 0, 0)).isCloseTo((float) Math.sqrt(0.5), within(1e-7f));
    }

    @Test
    void centre_map_of_one_pixel_counts_whole_spacings() {
        LabelMap labels = Masks.of("...", ".#.", "...").on(Grid.of(Shape.of(3, 3), Spacing.of(3, 1)));
        DistanceMap map = SignedDistance.of(labels).with(ZeroLevel.CENTRE).forClass(1);
        assertThat(map.at(0, 1, 1)).isEqualTo(-1f);
        assertThat(map.at(0, 0, 1)).isEqualTo(3f);
        assertThat(map.at(0, 0, 0)).isCloseTo((float) Math.sqrt(10), within(1e-6f));
    }

    @Test
    void reference_map_is_zero_on_the_inner_border_at_one_mm() {
        DistanceMap map = SignedDistance.of(Masks.of(".....", ".###.", ".###.", ".###.", "....."))
                .with(ZeroLevel.REFERENCE).forClass(1);
        assertThat(map.at(0, 1, 1)).isEqualTo(0f);
        assertThat(map.at(0, 2, 2)).isEqualTo(-1f);
        assertThat(map.at(0, 0, 1)).isEqualTo(1f);
    }

    @ParameterizedTest
    @EnumSource(ZeroLevel.class)
    void equals_brute_force_on_random_shapes_and_spacings(ZeroLevel zeroLevel) {
        var random = new SplittableRandom(20260101);
        for (int trial = 0; trial < 300; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 3, random);
            int k = random.nextInt(3);
            double[] expected = BruteForce.signedDistance(labels, k, zeroLevel);
            float[] actual = SignedDistance.of(labels).with(zeroLevel).forClass(k).mm();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i])
                        .as("trial %d, %s, voxel %s", trial, grid, grid.shape().position(i))
                        .isCloseTo(expected[i], within(1e-6 * (1 + Math.abs(expected[i]))));
            }
        }
    }

    @Test
    void equals_the_published_maps_wherever_these_are_not_the_phantom_point_of_a_full_class() {
        int compared = 0;
        for (String[] row : Golden.index("dist/dist.txt")) {
            int classes = Integer.parseInt(row[1]);
            LabelMap labels = Golden.labels("dist/" + row[4], row[2], row[3], classes);
            double[] expected = Golden.npy("dist/" + row[5]);
            int voxels = labels.grid().voxels();
            for (int k = 0; k < classes; k++) {
                float[] actual = SignedDistance.of(labels).with(ZeroLevel.REFERENCE).forClass(k).mm();
                float[] truncated = SignedDistance.of(labels).with(ZeroLevel.REFERENCE_TRUNCATED).forClass(k)
                        .mm();
                boolean full = labels.count(k) == voxels;
                for (int i = 0; i < voxels; i++) {
                    double published = expected[k * voxels + i];
                    if (full) {
                        assertThat(published).as(row[5]).isCloseTo(phantom(labels.grid(), i), within(1e-12));
                        assertThat(actual[i]).isZero();
                        assertThat(truncated[i]).isZero();
                    } else {
                        assertThat((double) actual[i]).as(row[5] + " class " + k).isCloseTo(published,
                                within(2e-7 * Math.max(1, Math.abs(published) + 1)));
                        assertThat((int) truncated[i]).as(row[5] + " truncated").isEqualTo((int) published);
                    }
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100_000);
    }

    /// What scipy returns where there is no background: 1 minus the distance to a point before the first
    /// voxel.
    private static double phantom(Grid grid, int index) {
        Shape s = grid.shape();
        int x = index % s.width();
        int y = index / s.width() % s.height();
        int z = index / s.width() / s.height();
        Spacing w = grid.spacing();
        double first = s.axes() == 2 ? (y + 1) * w.y() : (z + 1) * w.z();
        double second = s.axes() == 2 ? 0 : y * w.y();
        return 1 - Math.sqrt(first * first + second * second + x * w.x() * x * w.x());
    }

    @Test
    void changes_sign_under_complement() {
        var random = new SplittableRandom(7);
        for (int trial = 0; trial < 50; trial++) {
            Grid grid = Grid.of(Masks.shape(random), Masks.spacing(random));
            LabelMap labels = Masks.scattered(grid, 2, random);
            float[] inside = SignedDistance.of(labels).forClass(1).mm();
            float[] outside = SignedDistance.of(labels).forClass(0).mm();
            for (int i = 0; i < inside.length; i++) {
                assertThat(inside[i]).isEqualTo(-outside[i]);
            }
        }
    }

    @Test
    void a_slice_of_depth_one_agrees_bit_for_bit_with_the_2d_image() {
        LabelMap flat = Masks.of("..#..", ".##..", "....#").on(Grid.of(Shape.of(3, 5), Spacing.of(0.7, 1.3)));
        LabelMap thin = new LabelMap(Grid.of(Shape.of(1, 3, 5), new Spacing(4, 0.7, 1.3)), 2, flat.labels());
        assertThat(SignedDistance.of(thin).forClass(1).mm())
                .isEqualTo(SignedDistance.of(flat).forClass(1).mm());
    }

    @Test
    void doubling_the_spacing_doubles_every_distance() {
        LabelMap labels = Masks.of("..#..", ".##..", "....#");
        float[] one = SignedDistance.of(labels).forClass(1).mm();
        float[] two = SignedDistance.of(labels.on(Grid.of(Shape.of(3, 5), Spacing.of(2, 2)))).forClass(1)
                .mm();
        for (int i = 0; i < one.length; i++) {
            assertThat(two[i]).isEqualTo(2 * one[i]);
        }
    }

    @Test
    void an_absent_class_is_the_diagonal_away_and_a_full_one_minus_that() {
        LabelMap empty = Masks.of("....", "....", "....");
        DistanceMap absent = SignedDistance.of(empty).forClass(1);
        DistanceMap full = SignedDistance.of(empty).forClass(0);
        assertThat(absent.hasSurface()).isFalse();
        assertThat(absent.mm()).containsOnly(5f);
        assertThat(full.mm()).containsOnly(-5f);
        assertThat(SignedDistance.of(empty).clip(2).forClass(1).mm()).containsOnly(2f);
        assertThat(SignedDistance.of(empty).with(ZeroLevel.REFERENCE).forClass(1).mm()).containsOnly(0f);
        assertThat(SignedDistance.of(Masks.of("#.")).forClass(1).hasSurface()).isTrue();
    }

    @Test
    void a_single_voxel_image_has_its_own_diagonal() {
        LabelMap one = new LabelMap(Grid.of(Shape.of(1, 1, 1), new Spacing(2, 3, 6)), 2, new byte[]{0});
        assertThat(SignedDistance.of(one).forClass(1).mm()).containsExactly(7f);
    }

    @Test
    void clips_both_sides() {
        float[] mm = SignedDistance.of(Masks.of("#####.....")).clip(1.5).forClass(1).mm();
        assertThat(mm).containsExactly(-1.5f, -1.5f, -1.5f, -1.5f, -0.5f, 0.5f, 1.5f, 1.5f, 1.5f, 1.5f);
    }

    @Test
    void says_what_is_wrong_with_a_class_a_clip_or_a_spacing() {
        SignedDistance maps = SignedDistance.of(Masks.of("#."));
        assertThatThrownBy(() -> maps.forClass(2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 2 was asked for, but there are 2 classes (0-1)");
        assertThatThrownBy(() -> maps.clip(0)).hasMessageContaining("clip must be a positive number of mm");
        assertThatThrownBy(() -> new Spacing(1, Double.NaN, 1))
                .hasMessage("spacing along y must be a positive number of mm, but is NaN");
    }
}
