package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.plan.Mirrors;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelPartsTest {
    private static final int CLASSES = 3;
    private static final double REACH = 6;
    private static final Deformation STRONG = new Deformation(1, 45, 0.4, 0.2);

    private static TargetSpec parts(Slices slices, List<Size> stages) {
        return new TargetSpec(REACH, slices, stages, ZeroLevel.FACE,
                Set.of(TargetMap.REGIONS, TargetMap.CENTRE_LINES));
    }

    /// Many small objects of two classes, none at the border of the image, where deformed patches repeat
    /// them.
    private static LabelMap labels(Grid grid) {
        var random = new SplittableRandom(3);
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int x = i % grid.shape().width();
            int y = i / grid.shape().width() % grid.shape().height();
            int z = i / grid.shape().width() / grid.shape().height();
            boolean isInside = x > 0 && x < grid.shape().width() - 1 && y > 0 && y < grid.shape().height() - 1
                    && (grid.shape().axes() == 2 || (z > 0 && z < grid.shape().depth() - 1));
            byte label = (byte) Math.max(0, random.nextInt(30) - 27);
            if (isInside) labels[i] = label;
        }
        return new LabelMap(grid, CLASSES, labels);
    }

    private static Sample sample(LabelMap labels, TargetSpec wanted) {
        return new Sample("specks", new Volume(labels.grid(), new float[labels.grid().voxels()]), labels,
                wanted);
    }

    private static double squared(Grid grid, int i, int j) {
        Shape s = grid.shape();
        Spacing w = grid.spacing();
        double dx = (i % s.width() - j % s.width()) * w.x();
        double dy = (i / s.width() % s.height() - j / s.width() % s.height()) * w.y();
        double dz = (i / s.width() / s.height() - j / s.width() / s.height()) * w.z();
        return dx * dx + dy * dy + dz * dz;
    }

    @Test
    void the_regions_of_an_augmented_patch_are_the_augmented_regions() {
        for (Grid grid : List.of(Grid.of(Shape.of(15, 15), Spacing.of(0.7, 0.7)),
                Grid.of(Shape.of(8, 9, 9), new Spacing(2, 1, 1)))) {
            TargetSpec wanted = parts(Slices.NONE, List.of(Size.ONE));
            Sample sample = sample(labels(grid), wanted);
            // thinning begins at one side, so the lines of a turned mask are not the turned lines
            Sample lines = sample(new LabelMap(grid, CLASSES, CentreLines.of(labels(grid))), wanted);
            var patches = new Patches(grid.shape(), 0, new Augmentation(true, true, Intensity.NONE));
            for (int n = 0; n < 20; n++) {
                var batch = new Batch(1, 1, CLASSES, grid.shape(), wanted);
                patches.cut(sample, 0, batch, 0, new SplittableRandom(n));
                LabelMap turned = new LabelMap(grid, CLASSES, batch.truth(0).labels());
                int[] numbers = new int[grid.voxels()];
                for (int i = 0; i < numbers.length; i++) {
                    int k = turned.at(i);
                    numbers[i] = k == 0 ? 0 : (int) batch.truth(0).regions()[k * numbers.length + i];
                }
                int[][] nearest = ComponentRegions.of(turned, numbers);
                for (int k = 1; k < CLASSES; k++) {
                    float[] own = Arrays.copyOfRange(batch.truth(0).regions(), k * numbers.length,
                            (k + 1) * numbers.length);
                    for (int i = 0; i < numbers.length; i++) {
                        assertThat(own[i]).isEqualTo(nearest[k][i]);
                    }
                }
                var moved = new Batch(1, 1, CLASSES, grid.shape(), wanted);
                patches.cut(lines, 0, moved, 0, new SplittableRandom(n));
                assertThat(batch.truth(0).centreLines()).isEqualTo(moved.truth(0).labels());
            }
        }
    }

    /// A component that the deformed patch shows in two pieces is still one, and every voxel within the reach
    /// has the nearest of all, also of those that lie outside of the patch.
    @Test
    void regions_of_a_deformed_patch_are_exact_within_the_reach() {
        assertExactWhereDeformed(Grid.of(Shape.of(40, 33), Spacing.of(1, 1.5)), Shape.of(12, 14),
                Shape.of(40, 42));
        assertExactWhereDeformed(Grid.of(Shape.of(9, 20, 18), new Spacing(2.5, 1, 0.8)), Shape.of(3, 6, 8),
                Shape.of(9, 20, 26));
    }

    private static void assertExactWhereDeformed(Grid grid, Shape patch, Shape around) {
        TargetSpec wanted = parts(Slices.NONE, List.of(Size.ONE));
        Sample sample = sample(labels(grid), wanted);
        int[] offset = {(around.depth() - patch.depth()) / 2, (around.height() - patch.height()) / 2,
            (around.width() - patch.width()) / 2};
        int checked = 0;
        for (int n = 0; n < 25; n++) {
            var random = new SplittableRandom(n);
            Symmetry symmetry = new Augmentation(true, true, Intensity.NONE).symmetry(patch.axes(),
                    grid.spacing(), List.of(Size.ONE), Mirrors.ALL, random);
            Warp free = STRONG.draw(patch.axes(), grid.spacing(), symmetry, random);
            double[] from = middle(grid.shape());
            double[] to = middle(patch);
            Batch small = filled(sample, free.at(to, from), patch, wanted);
            for (int a = 0; a < 3; a++) {
                to[a] += offset[a];
            }
            Batch large = filled(sample, free.at(to, from), around, wanted);
            checked += compare(small.truth(0), large.truth(0), Grid.of(around, grid.spacing()), offset);
        }
        assertThat(checked).isGreaterThan(2000);
    }

    private static double[] middle(Shape shape) {
        return new double[]{Math.floor(shape.depth() / 2.), Math.floor(shape.height() / 2.),
            Math.floor(shape.width() / 2.)};
    }

    private static Batch filled(Sample sample, Warp warp, Shape shape, TargetSpec wanted) {
        var batch = new Batch(1, 1, CLASSES, shape, wanted);
        batch.spacing(0, sample.grid().spacing());
        new WarpedPatch(sample, warp, shape).fill(batch, 0);
        return batch;
    }

    /// Brute force over the labels of the large patch, each with the number of its component.
    ///
    /// @return how many values were checked
    private static int compare(TargetArrays small, TargetArrays large, Grid grid, int[] offset) {
        Shape s = small.patch();
        int n = grid.voxels();
        int checked = 0;
        for (int i = 0; i < s.voxels(); i++) {
            int at = grid.shape().index(i / s.width() / s.height() + offset[0],
                    i / s.width() % s.height() + offset[1], i % s.width() + offset[2]);
            assertThat(small.labels()[i]).isEqualTo(large.labels()[at]);
            for (int k = 1; k < CLASSES; k++) {
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < n; j++) {
                    if (large.labels()[j] == k) least = Math.min(least, squared(grid, at, j));
                }
                int number = (int) small.regions()[k * s.voxels() + i];
                if (number == 0 || least > REACH * REACH) continue;
                boolean isNearest = false;
                for (int j = 0; j < n && !isNearest; j++) {
                    isNearest = large.labels()[j] == k && squared(grid, at, j) < least * (1 + 1e-12) + 1e-12
                            && (int) large.regions()[k * n + j] == number;
                }
                assertThat(isNearest).isTrue();
                checked++;
            }
        }
        return checked;
    }

    @Test
    void a_coarse_voxel_has_the_number_of_a_component_in_it() {
        Grid grid = Grid.of(Shape.of(16, 16));
        var stages = TargetSpec.halved(2, false);
        LabelMap fine = labels(grid);
        int[] numbers = ComponentRegions.numbers(fine);
        CaseTarget coarse = CaseTarget.of(fine, parts(Slices.NONE, stages)).get(1);
        LabelMap labels = coarse.labelMap();
        for (int i = 0; i < 64; i++) {
            int k = labels.at(i);
            if (k == 0) continue;
            float number = coarse.regions().get(k).getAtIndex(ValueLayout.JAVA_FLOAT, i);
            int first = i / 8 * 2 * 16 + i % 8 * 2;
            assertThat(List.of(first, first + 1, first + 16, first + 17))
                    .anyMatch(at -> fine.at(at) == k && numbers[at] == number);
        }
    }

    @Test
    void slices_with_maps_of_their_own_have_regions_of_their_own() {
        Grid grid = Grid.of(Shape.of(2, 3, 8));
        byte[] labels = new byte[grid.voxels()];
        labels[0] = 1;
        labels[grid.shape().index(1, 1, 7)] = 1;
        var map = new LabelMap(grid, 2, labels);
        CaseTarget own = CaseTarget.of(map, parts(Slices.MAP_OF_SLICE, List.of(Size.ONE))).getFirst();
        CaseTarget whole = CaseTarget.of(map, parts(Slices.MAP_OF_VOLUME, List.of(Size.ONE))).getFirst();
        float[] ofSlice = own.regions().get(1).toArray(ValueLayout.JAVA_FLOAT);
        float[] ofVolume = whole.regions().get(1).toArray(ValueLayout.JAVA_FLOAT);
        assertThat(Arrays.copyOf(ofSlice, 24)).containsOnly(1);
        assertThat(Arrays.copyOfRange(ofSlice, 24, 48)).containsOnly(2);
        assertThat(ofVolume[grid.shape().index(0, 1, 7)]).isEqualTo(2);
    }

    @Test
    void a_file_keeps_regions_and_centre_lines(@TempDir Path folder) throws IOException {
        Sample sample = sample(labels(Grid.of(Shape.of(6, 9, 8))),
                parts(Slices.NONE, TargetSpec.halved(2, true)));
        Sample kept = new SampleStore(folder).sample("specks", "key", () -> sample);
        assertThat(kept.supervision()).isEqualTo(sample.supervision());
        for (int s = 0; s < 2; s++) {
            CaseTarget read = kept.truth(s);
            for (int k = 0; k < CLASSES; k++) {
                assertThat(read.regions().get(k).mismatch(sample.truth(s).regions().get(k))).isEqualTo(-1);
            }
            assertThat(read.centreLines().mismatch(sample.truth(s).centreLines())).isEqualTo(-1);
        }
        assertThat(kept.bytes()).isEqualTo(sample.bytes());
    }
}
