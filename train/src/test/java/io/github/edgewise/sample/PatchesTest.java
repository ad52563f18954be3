package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.plan.Mirrors;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.volume.CoarseLabels;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatchesTest {
    private static final Augmentation ALL = new Augmentation(true, true, Intensity.NONE);

    /// A sample whose image repeats its labels.
    private static Sample sample(Grid grid, long seed) {
        return sample(grid, seed, TargetSpec.DISTANCES);
    }

    private static Sample sample(Grid grid, long seed, TargetSpec supervision) {
        var random = new SplittableRandom(seed);
        byte[] labels = new byte[grid.voxels()];
        float[] image = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) Math.max(0, random.nextInt(12) - 9);
            image[i] = labels[i];
        }
        return new Sample("s" + seed, new Volume(grid, image), new LabelMap(grid, 3, labels),
                supervision);
    }

    @Test
    void the_distances_of_an_augmented_patch_are_those_of_its_augmented_label() {
        for (Grid grid : List.of(Grid.of(Shape.of(9, 9), Spacing.of(0.7, 0.7)),
                Grid.of(Shape.of(6, 6, 6), new Spacing(2, 1, 1)))) {
            Sample sample = sample(grid, 1);
            var patches = new Patches(grid.shape(), 0, ALL);
            for (int n = 0; n < 40; n++) {
                var batch = new Batch(1, 1, 3, grid.shape(), TargetSpec.DISTANCES);
                patches.cut(sample, 0, batch, 0, new SplittableRandom(n));
                LabelMap turned = new LabelMap(grid, 3, batch.truth(0).labels());
                for (int k = 0; k < 3; k++) {
                    float[] cut = Arrays.copyOfRange(batch.truth(0).distances(), k * grid.voxels(),
                            (k + 1) * grid.voxels());
                    assertThat(cut).isEqualTo(SignedDistance.of(turned).forClass(k).mm());
                }
                for (int i = 0; i < grid.voxels(); i++) {
                    assertThat(batch.images()[i]).isEqualTo(batch.truth(0).labels()[i]);
                }
            }
        }
    }

    @Test
    void every_stage_has_the_exact_map_of_its_own_labels_after_augmentation() {
        var uneven = List.of(Size.ONE, new Size(1, 2, 2), new Size(2, 2, 4));
        assertStagesAreExact(Grid.of(Shape.of(16, 16), Spacing.of(0.7, 0.7)), TargetSpec.halved(3, false));
        assertStagesAreExact(Grid.of(Shape.of(8, 16, 16), new Spacing(2, 1, 1)), TargetSpec.halved(3, true));
        assertStagesAreExact(Grid.of(Shape.of(16, 16, 16)), TargetSpec.halved(3, false));
        assertStagesAreExact(Grid.of(Shape.of(8, 8, 8)), uneven);
    }

    private static void assertStagesAreExact(Grid grid, List<Size> stages) {
        Sample sample = sample(grid, 1, new TargetSpec(Double.POSITIVE_INFINITY, Slices.NONE, stages));
        var patches = new Patches(grid.shape(), 0, ALL);
        for (int n = 0; n < 20; n++) {
            var batch = new Batch(1, 1, 3, grid.shape(), sample.supervision());
            patches.cut(sample, 0, batch, 0, new SplittableRandom(n));
            for (int s = 0; s < 3; s++) {
                TargetArrays truth = batch.truth(s);
                Grid coarse = Grid.of(truth.patch(), batch.spacings(s).getFirst());
                LabelMap turned = new LabelMap(coarse, 3, truth.labels());
                for (int k = 0; k < 3; k++) {
                    DistanceMap exact = SignedDistance.of(turned).forClass(k);
                    float[] cut = Arrays.copyOfRange(truth.distances(), k * coarse.voxels(),
                            (k + 1) * coarse.voxels());
                    assertThat(Arrays.equals(cut, exact.mm())).isTrue();
                    assertThat(truth.extents()[2 * k]).isEqualTo(exact.deepest());
                    assertThat(truth.extents()[2 * k + 1]).isEqualTo(exact.farthest());
                }
            }
        }
    }

    @Test
    void patches_of_all_stages_show_the_same_place() {
        Grid grid = Grid.of(Shape.of(37, 50));
        byte[] labels = new byte[grid.voxels()];
        for (int y = 20; y < 28; y++) {
            Arrays.fill(labels, grid.shape().index(0, y, 32), grid.shape().index(0, y, 40), (byte) 1);
        }
        var sample = new Sample("square", new Volume(grid, new float[labels.length]),
                new LabelMap(grid, 2, labels),
                new TargetSpec(Double.POSITIVE_INFINITY, Slices.NONE, TargetSpec.halved(3, false)));
        int seen = 0;
        int farthest = 0;
        for (int n = 0; n < 200; n++) {
            var batch = new Batch(1, 1, 2, Shape.of(16, 16), sample.supervision());
            new Patches(Shape.of(16, 16), 0, ALL).cut(sample, n % 2, batch, 0, new SplittableRandom(n));
            byte[] fine = batch.truth(0).labels();
            LabelMap own = CoarseLabels.of(new LabelMap(Grid.of(Shape.of(16, 16)), 2, fine), 1, 4, 4);
            assertThat(batch.truth(2).labels()).isEqualTo(own.labels());
            int count = own.count(1);
            if (n % 2 == 1) assertThat(count).isPositive();
            seen += count;
            farthest = Math.max(farthest, count);
        }
        assertThat(seen).isPositive();
        assertThat(farthest).isEqualTo(4);
    }

    @Test
    void slices_carry_the_map_of_their_volume_or_their_own() {
        Grid grid = Grid.of(Shape.of(5, 8, 8), new Spacing(3, 1, 1));
        byte[] labels = new byte[grid.voxels()];
        labels[grid.shape().index(2, 4, 4)] = 1;
        var label = new LabelMap(grid, 2, labels);
        float[] slices = new float[grid.voxels()];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = Math.floorDiv(i, 64); // the image says which slice it is
        }
        float[] volume = SignedDistance.of(label).forClass(1).mm();
        for (Slices kind : List.of(Slices.MAP_OF_VOLUME, Slices.MAP_OF_SLICE)) {
            var sample = new Sample("dot", new Volume(grid, slices), label,
                    new TargetSpec(Double.POSITIVE_INFINITY, kind));
            for (int n = 0; n < 30; n++) {
                var batch = new Batch(1, 1, 2, Shape.of(8, 8), sample.supervision());
                new Patches(Shape.of(8, 8), 0, Augmentation.NONE).cut(sample, 0, batch, 0,
                        new SplittableRandom(n));
                int z = (int) batch.images()[0];
                TargetArrays truth = batch.truth(0);
                LabelMap slice = new LabelMap(Grid.of(Shape.of(8, 8)), 2, truth.labels());
                float[] expected = kind == Slices.MAP_OF_VOLUME
                        ? Arrays.copyOfRange(volume, 64 * z, 64 * (z + 1))
                        : SignedDistance.of(slice).forClass(1).mm();
                assertThat(Arrays.copyOfRange(truth.distances(), 64, 128)).isEqualTo(expected);
                assertThat(truth.extents()[2]).as("depth of the dot")
                        .isEqualTo(kind == Slices.MAP_OF_VOLUME || z == 2 ? 0.5f : 0);
            }
        }
    }

    @Test
    void maps_have_the_zero_level_that_the_loss_wants() {
        Grid grid = Grid.of(Shape.of(2, 8, 8), new Spacing(3, 0.7, 0.7));
        byte[] labels = new byte[grid.voxels()];
        for (int i = 18; i < 22; i++) {
            labels[i] = 1;
        }
        var label = new LabelMap(grid, 2, labels);
        for (ZeroLevel level : ZeroLevel.values()) {
            var supervision = new TargetSpec(Double.POSITIVE_INFINITY, Slices.MAP_OF_SLICE,
                    List.of(Size.ONE), level);
            float[] mm = new Sample("bar", new Volume(grid, new float[grid.voxels()]), label, supervision)
                    .distances(1);
            var flat = Grid.of(Shape.of(8, 8), Spacing.of(0.7, 0.7));
            for (int z = 0; z < 2; z++) {
                var slice = new LabelMap(flat, 2, Arrays.copyOfRange(labels, 64 * z, 64 * z + 64));
                assertThat(Arrays.copyOfRange(mm, 64 * z, 64 * z + 64)).as(level + " " + z)
                        .isEqualTo(SignedDistance.of(slice).with(level).forClass(1).mm());
            }
        }
    }

    @Test
    void axes_of_other_spacing_never_swap_and_all_flips_and_turns_occur() {
        var one = List.of(Size.ONE);
        assertThat(Mirrors.ALL.symmetries(2, Spacing.UNIT, one)).hasSize(8);
        assertThat(Mirrors.ALL.symmetries(2, Spacing.of(1, 2), one)).hasSize(4);
        assertThat(Mirrors.ALL.symmetries(3, Spacing.UNIT, one)).hasSize(48);
        assertThat(Mirrors.ALL.symmetries(3, new Spacing(3, 1, 1), one)).hasSize(16);
        assertThat(Mirrors.ALL.symmetries(3, Spacing.UNIT, TargetSpec.halved(2, false))).hasSize(16);
        assertThat(Mirrors.ALL.within(false, false).symmetries(3, Spacing.UNIT, one))
                .containsExactly(Symmetry.IDENTITY);
    }

    @Test
    void stages_that_do_not_fit_each_other_or_the_patch_are_named() {
        assertThatThrownBy(() -> new TargetSpec(5, Slices.NONE, List.of(new Size(1, 2, 2))))
                .hasMessageContaining("the first stage is that of the image, 1x1x1");
        assertThatThrownBy(() -> new TargetSpec(5, Slices.NONE,
                List.of(Size.ONE, new Size(1, 2, 2), new Size(1, 3, 4))))
                .hasMessageContaining("stage 3, 1x3x4").hasMessageContaining("1x2x2");
        var supervision = new TargetSpec(5, Slices.NONE, TargetSpec.halved(3, false));
        assertThatThrownBy(() -> new Batch(1, 1, 2, Shape.of(8, 10), supervision))
                .hasMessageContaining("8 x 10 voxels cannot be divided by 1x4x4");
    }

    @Test
    void every_patch_that_must_contain_foreground_does() {
        Grid grid = Grid.of(Shape.of(40, 50));
        byte[] labels = new byte[grid.voxels()];
        labels[grid.shape().index(0, 31, 7)] = 1;
        var sample = new Sample("one pixel", new Volume(grid, new float[labels.length]),
                new LabelMap(grid, 2, labels), TargetSpec.LABELS);
        int found = 0;
        for (int n = 0; n < 100; n++) {
            var batch = new Batch(1, 1, 2, Shape.of(8, 8), TargetSpec.LABELS);
            new Patches(Shape.of(8, 8), 1, ALL).cut(sample, 1, batch, 0, new SplittableRandom(n));
            for (byte label : batch.truth(0).labels()) {
                found += label;
            }
        }
        assertThat(found).isEqualTo(100);
    }

    @Test
    void padding_has_no_opinion() {
        Sample sample = sample(Grid.of(Shape.of(3, 3)), 4);
        var batch = new Batch(1, 1, 3, Shape.of(8, 8), TargetSpec.DISTANCES);
        new Patches(Shape.of(8, 8), 0, Augmentation.NONE).cut(sample, 0, batch, 0, new SplittableRandom(1));
        int zeros = 0;
        for (int i = 0; i < 64; i++) {
            if (batch.truth(0).distances()[i] == 0) zeros++;
        }
        assertThat(zeros).isEqualTo(64 - 9);
    }

    @Test
    void normalisation_gives_mean_zero_and_deviation_one_per_channel() {
        Grid grid = Grid.of(Shape.of(2, 2));
        float[] v = Normalisation
                .of(new Volume(grid, new float[]{1, 3, 1, 3, 7, 7, 7, 7, 5, Float.NaN, 5, 9})).values();
        assertThat(Arrays.copyOf(v, 8)).containsExactly(-1, 1, -1, 1, 0, 0, 0, 0);
        assertThat(v[9]).isZero();
        assertThat(v[8] + v[10] + v[11]).isZero();
    }
}
