package io.github.edgewise.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.distance.SignedDistance;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VolumeResamplingTest {
    @Test
    void the_new_grid_covers_the_same_extent() {
        Grid grid = Grid.of(Shape.of(10, 20, 31), new Spacing(4, 0.5, 1));
        Grid made = VolumeResampling.grid(grid, new Spacing(1, 1, 0.7));
        assertThat(made.shape()).isEqualTo(Shape.of(40, 10, 44));
        assertThat(made.spacing()).isEqualTo(new Spacing(1, 1, 0.7));
        assertThat(VolumeResampling.grid(Grid.of(Shape.of(3, 3)), Spacing.of(100, 100)).shape())
                .isEqualTo(Shape.of(1, 1));
    }

    @Test
    void a_grid_of_the_same_spacing_changes_nothing() {
        var random = new SplittableRandom(1);
        Grid grid = Grid.of(Shape.of(3, 4, 5), new Spacing(3, 1, 0.5));
        float[] values = new float[2 * grid.voxels()];
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
            labels[i / 2] = (byte) random.nextInt(3);
        }
        assertThat(VolumeResampling.image(new Volume(grid, values), grid).values()).isEqualTo(values);
        assertThat(VolumeResampling.labels(new LabelMap(grid, 3, labels), grid).labels()).isEqualTo(labels);
    }

    @Test
    void a_linear_image_stays_linear_in_mm_away_from_the_border() {
        Grid grid = Grid.of(Shape.of(12, 14, 16), new Spacing(2, 1, 1.5));
        Grid target = VolumeResampling.grid(grid, new Spacing(1, 2, 1));
        Volume made = VolumeResampling.image(ramp(grid), target);
        Shape s = target.shape();
        float[] expected = ramp(target).values();
        int seen = 0;
        for (int z = 2; z < s.depth() - 2; z++) {
            for (int y = 1; y < s.height() - 1; y++) {
                for (int x = 2; x < s.width() - 2; x++) {
                    float wanted = expected[s.index(z, y, x)];
                    assertThat(made.at(0, z, y, x)).as(z + ", " + y + ", " + x).isCloseTo(wanted,
                            within(1e-4f));
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(500);
    }

    /// 1 + 2 z + 3 y - x at voxel centres, in mm from the outer corner.
    private static Volume ramp(Grid grid) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        float[] values = new float[s.voxels()];
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    values[i] = (float) (1 + 2 * (z + 0.5) * w.z() + 3 * (y + 0.5) * w.y()
                            - (x + 0.5) * w.x());
                }
            }
        }
        return new Volume(grid, values);
    }

    @Test
    void larger_voxels_hold_the_mean_of_the_smaller_ones() {
        float[] values = new float[64];
        for (int i = 0; i < 64; i++) {
            values[i] = i % 2 == 0 ? 10 : 0; // aliasing would give 10 or 0
        }
        Grid grid = Grid.of(Shape.of(1, 64));
        Volume made = VolumeResampling.image(new Volume(grid, values),
                VolumeResampling.grid(grid, Spacing.of(1, 4)));
        assertThat(made.grid().shape()).isEqualTo(Shape.of(1, 16));
        for (int x = 1; x < 15; x++) {
            assertThat(made.values()[x]).isCloseTo(5, within(0.7f));
        }
    }

    @Test
    void a_ball_keeps_its_place_and_size_there_and_back() {
        Grid grid = Grid.of(Shape.of(24, 48, 48), new Spacing(2, 1, 1));
        LabelMap ball = ball(grid, 24, 20, 26, 9);
        Grid fine = VolumeResampling.grid(grid, new Spacing(0.8, 0.8, 0.8));
        LabelMap made = VolumeResampling.labels(ball, fine);
        LabelMap expected = ball(fine, 24, 20, 26, 9);
        float[] distances = SignedDistance.of(expected).forClass(1).mm();
        int wrong = 0;
        for (int i = 0; i < distances.length; i++) {
            if (made.at(i) == expected.at(i)) continue;
            wrong++;
            assertThat(Math.abs(distances[i])).as("mm from the border").isLessThan(1.2f);
        }
        assertThat(wrong).isLessThan(expected.count(1) / 8);
        LabelMap back = VolumeResampling.labels(made, grid);
        int lost = 0;
        for (int i = 0; i < grid.voxels(); i++) {
            if (back.at(i) != ball.at(i)) lost++;
        }
        assertThat(lost).isLessThan(ball.count(1) / 20);
    }

    private static LabelMap ball(Grid grid, double z, double y, double x, double radius) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        byte[] labels = new byte[s.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int slice = i / s.width() / s.height();
            double dz = (slice + 0.5) * w.z() - z;
            int row = i / s.width() % s.height();
            double dy = (row + 0.5) * w.y() - y;
            int column = i % s.width();
            double dx = (column + 0.5) * w.x() - x;
            if (dz * dz + dy * dy + dx * dx < radius * radius) labels[i] = 1;
        }
        return new LabelMap(grid, 2, labels);
    }

    @Test
    void a_lesion_smaller_than_a_new_voxel_keeps_one() {
        Grid grid = Grid.of(Shape.of(20, 20), Spacing.of(0.5, 0.5));
        byte[] labels = new byte[400];
        for (int i : new int[]{21, 22, 41, 42}) { // a quarter of each of four new voxels
            labels[i] = 2;
        }
        labels[399] = 1;
        LabelMap made = VolumeResampling.labels(new LabelMap(grid, 3, labels),
                VolumeResampling.grid(grid, Spacing.of(1, 1)));
        assertThat(made.grid().shape()).isEqualTo(Shape.of(10, 10));
        assertThat(made.count(2)).isEqualTo(1);
        assertThat(made.at(0)).isEqualTo(2);
        assertThat(made.at(99)).isEqualTo(1);
    }

    @Test
    void axes_must_agree() {
        Volume flat = new Volume(Grid.of(Shape.of(4, 4)), new float[16]);
        assertThatThrownBy(() -> VolumeResampling.image(flat, Grid.of(Shape.of(1, 4, 4))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2 axes");
    }

    @Test
    void resizing_interpolates_and_takes_the_nearest_label_without_averaging() {
        Grid grid = Grid.of(Shape.of(1, 6), Spacing.of(1, 2));
        Grid third = Grid.of(Shape.of(1, 2), Spacing.of(1, 6));
        var image = new Volume(grid, new float[]{9, 1, 9, 9, 3, 9});
        assertThat(VolumeResampling.linear(image, third).values()).as("the middle of each three")
                .containsExactly(1, 3);
        assertThat(VolumeResampling.image(image, third).values()).as("averages").doesNotContain(1, 3);
        var labels = new LabelMap(grid, 3, new byte[]{0, 1, 0, 1, 2, 1});
        assertThat(VolumeResampling.nearest(labels, third).labels()).containsExactly(1, 2);
        Grid quarters = Grid.of(Shape.of(1, 4), Spacing.of(1, 3)); // centres at 0.25, 1.75, 3.25, 4.75
        assertThat(VolumeResampling.linear(image, quarters).values()).containsExactly(7, 7, 7.5f, 7.5f);
        assertThat(VolumeResampling.nearest(labels, quarters).labels()).containsExactly(0, 0, 1, 1);
        Grid twelve = Grid.of(Shape.of(1, 12), Spacing.of(1, 1));
        assertThat(VolumeResampling.nearest(labels, twelve).labels())
                .containsExactly(0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 1, 1);
        assertThatThrownBy(() -> VolumeResampling.nearest(labels, Grid.of(Shape.of(1, 1, 4))))
                .hasMessageContaining("2 axes cannot be resampled to a grid with 3 axes");
    }
}
