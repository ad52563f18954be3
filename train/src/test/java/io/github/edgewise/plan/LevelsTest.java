package io.github.edgewise.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.plan.Levels.Level;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelsTest {
    private static final Spacing CORD = new Spacing(7.5, 0.5, 0.5);

    private static List<String> strides(List<Level> levels) {
        return levels.stream().map(level -> level.stride().toString()).toList();
    }

    private static List<String> kernels(List<Level> levels) {
        return levels.stream().map(level -> level.kernel().toString()).toList();
    }

    @Test
    void thick_slices_are_halved_in_their_plane_until_voxels_are_nearly_cubes() {
        List<Level> levels = Levels.of(Shape.of(16, 256, 256), CORD);
        // spacing in the plane 0.5, 1, 2, 4: 7.5 mm is less than twice 4 mm, not less than twice 2 mm
        assertThat(strides(levels)).containsExactly("1x1x1", "1x2x2", "1x2x2", "1x2x2", "2x2x2", "2x2x2");
        assertThat(kernels(levels)).containsExactly("1x3x3", "1x3x3", "1x3x3", "3x3x3", "3x3x3", "3x3x3");
        assertThat(Levels.stride(levels)).isEqualTo(new Size(4, 32, 32));
        assertThat(Levels.cumulative(levels).stream().map(Size::toString))
                .containsExactly("1x1x1", "1x2x2", "1x4x4", "1x8x8", "2x16x16", "4x32x32");
    }

    @Test
    void equal_axes_are_halved_together_down_to_four_voxels() {
        List<Level> levels = Levels.of(Shape.of(64, 64, 32), Spacing.UNIT);
        assertThat(strides(levels)).containsExactly("1x1x1", "2x2x2", "2x2x2", "2x2x2", "2x2x1");
        assertThat(kernels(levels)).containsOnly("3x3x3");
        assertThat(Levels.of(Shape.of(4, 7, 7), Spacing.UNIT)).hasSize(1);
        assertThat(Levels.stride(Levels.of(Shape.of(4, 7, 7), Spacing.UNIT))).isEqualTo(Size.ONE);
    }

    @Test
    void a_spacing_of_twice_another_waits_and_less_does_not() {
        Shape patch = Shape.of(32, 32, 32);
        assertThat(strides(Levels.of(patch, new Spacing(2, 1, 1))).get(1)).isEqualTo("1x2x2");
        assertThat(kernels(Levels.of(patch, new Spacing(2, 1, 1)))).startsWith("1x3x3", "3x3x3");
        assertThat(strides(Levels.of(patch, new Spacing(1.99, 1, 1))).get(1)).isEqualTo("2x2x2");
        assertThat(kernels(Levels.of(patch, new Spacing(1.99, 1, 1)))).containsOnly("3x3x3");
    }

    @Test
    void on_2d_images_z_is_one_whatever_its_spacing() {
        List<Level> levels = Levels.of(Shape.of(128, 96), new Spacing(0.1, 1, 1));
        assertThat(strides(levels)).containsExactly("1x1x1", "1x2x2", "1x2x2", "1x2x2", "1x2x2", "1x2x1");
        assertThat(kernels(levels)).containsOnly("1x3x3");
    }

    @Test
    void an_axis_is_halved_five_times_at_most_and_six_times_in_2d() {
        assertThat(Levels.stride(Levels.of(Shape.of(4096, 4096), Spacing.UNIT)))
                .isEqualTo(new Size(1, 64, 64));
        assertThat(Levels.stride(Levels.of(Shape.of(512, 512, 512), Spacing.UNIT)))
                .isEqualTo(new Size(32, 32, 32));
        // x and y are exhausted; z, coarser still, goes on alone and with a kernel that misses no slice
        List<Level> thin = Levels.of(Shape.of(64, 8, 8), CORD);
        assertThat(strides(thin)).containsExactly("1x1x1", "1x2x2", "2x1x1", "2x1x1", "2x1x1", "2x1x1");
        assertThat(kernels(thin)).startsWith("1x3x3", "1x3x3", "3x3x3");
    }

    @Test
    void a_patch_is_rounded_up_to_the_stride_or_kept_and_halved_less() {
        Shape odd = Shape.of(100, 87);
        assertThat(Levels.stride(Levels.of(odd, Spacing.UNIT))).isEqualTo(new Size(1, 16, 16));
        assertThat(Levels.stride(Levels.within(odd, Spacing.UNIT))).isEqualTo(new Size(1, 4, 1));
        assertThat(Levels.within(Shape.of(112, 96), Spacing.UNIT))
                .isEqualTo(Levels.of(Shape.of(112, 96), Spacing.UNIT));
    }

    @Test
    void every_coarse_axis_has_four_voxels_where_it_had_and_whole_ones_within_a_patch() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            Shape patch = Shape.of(random.nextInt(4, 200), random.nextInt(4, 200), random.nextInt(4, 200));
            var spacing = new Spacing(random.nextDouble(0.2, 8), random.nextDouble(0.2, 8), 1);
            Size stride = Levels.stride(Levels.of(patch, spacing));
            assertThat((double) patch.depth() / stride.z()).isGreaterThanOrEqualTo(4);
            assertThat((double) patch.height() / stride.y()).isGreaterThanOrEqualTo(4);
            assertThat((double) patch.width() / stride.x()).isGreaterThanOrEqualTo(4);
            assertThat(Levels.stride(Levels.within(patch, spacing)).divides(patch)).isTrue();
        }
    }
}
