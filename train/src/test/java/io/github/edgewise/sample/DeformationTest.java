package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.plan.Mirrors;
import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.CoarseLabels;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeformationTest {
    private static final Deformation STRONG = new Deformation(1, 45, 0.4, 0.2);
    private static final double REACH = 6;

    private static Grid plane() { return Grid.of(Shape.of(40, 33), Spacing.of(1, 1.5)); }

    private static Grid space() { return Grid.of(Shape.of(9, 20, 18), new Spacing(2.5, 1, 0.8)); }

    /// Blobs of two classes in a noise image.
    private static Sample sample(Grid grid, TargetSpec supervision) {
        var random = new SplittableRandom(7);
        byte[] labels = new byte[grid.voxels()];
        float[] image = new float[labels.length];
        Shape s = grid.shape();
        for (int blob = 0; blob < 6; blob++) {
            int z = random.nextInt(s.depth());
            int y = random.nextInt(s.height());
            int x = random.nextInt(s.width());
            int r = 2 + random.nextInt(4);
            for (int i = 0; i < labels.length; i++) {
                int dx = i % s.width() - x;
                int dy = i / s.width() % s.height() - y;
                int dz = i / s.width() / s.height() - z;
                if (dx * dx + dy * dy + dz * dz < r * r) labels[i] = (byte) (1 + blob % 2);
            }
        }
        for (int i = 0; i < image.length; i++) {
            image[i] = labels[i];
        }
        return new Sample("blobs", new Volume(grid, image), new LabelMap(grid, 3, labels), supervision);
    }

    static Stream<Arguments> kinds() {
        var one = List.of(Size.ONE);
        var flat = TargetSpec.halved(2, false);
        return Stream.of(Arguments.of("2-D", plane(), Shape.of(16, 16), Slices.NONE, one, 200),
                Arguments.of("2-D, two stages", plane(), Shape.of(16, 16), Slices.NONE, flat, 60),
                Arguments.of("3-D, anisotropic", space(), Shape.of(4, 8, 8), Slices.NONE, one, 140),
                Arguments.of("3-D, two stages", space(), Shape.of(4, 8, 8), Slices.NONE,
                        TargetSpec.halved(2, true), 40),
                Arguments.of("3-D, two stages of the same depth", space(), Shape.of(3, 8, 8), Slices.NONE,
                        flat, 40),
                Arguments.of("3-D, three stages", space(), Shape.of(4, 8, 12), Slices.NONE,
                        List.of(Size.ONE, new Size(1, 2, 2), new Size(2, 4, 2)), 20),
                Arguments.of("slices, map of the volume", space(), Shape.of(8, 8), Slices.MAP_OF_VOLUME, one,
                        40),
                Arguments.of("slices, own map", space(), Shape.of(8, 8), Slices.MAP_OF_SLICE, one, 40));
    }

    /// 580 deformed patches in all. The deformed label is made here by itself, far around the patch, from the
    /// same warp; every distance to its voxels is tried.
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void the_map_of_a_deformed_patch_is_that_of_the_deformed_label(String name, Grid grid, Shape patch,
            Slices slices, List<Size> stages, int count) {
        var supervision = new TargetSpec(REACH, slices, stages);
        Sample sample = sample(grid, supervision);
        for (int n = 0; n < count; n++) {
            var random = new SplittableRandom(n);
            Spacing w = grid.spacing();
            Symmetry symmetry = new Augmentation(true, true, Intensity.NONE).symmetry(patch.axes(), w, stages,
                    Mirrors.ALL,
                    random);
            Warp warp = STRONG.draw(patch.axes(), w, symmetry, random).at(
                    new double[]{random.nextInt(patch.depth()), random.nextInt(patch.height()),
                        random.nextInt(patch.width())},
                    new double[]{random.nextInt(grid.shape().depth()), random.nextInt(grid.shape().height()),
                        random.nextInt(grid.shape().width())});
            var batch = new Batch(1, 1, 3, patch, supervision);
            batch.spacing(0, w);
            new WarpedPatch(sample, warp, patch).fill(batch, 0);
            for (int stage = 0; stage < stages.size(); stage++) {
                assertExact(sample, warp, batch, stage);
            }
        }
    }

    private static void assertExact(Sample sample, Warp warp, Batch batch, int stage) {
        TargetArrays truth = batch.truth(stage);
        Shape p = truth.patch();
        Spacing w = sample.grid().spacing();
        boolean flat = p.axes() == 2 && sample.supervision().slices() != Slices.MAP_OF_VOLUME;
        Size unit = sample.supervision().coarsest();
        int mz = flat ? 0 : margin(w.z(), unit.z());
        int my = margin(w.y(), unit.y());
        int mx = margin(w.x(), unit.x());
        Shape whole = batch.patch();
        LabelMap around = deformed(sample, warp, new Shape(sample.grid().shape().axes(),
                whole.depth() + 2 * mz, whole.height() + 2 * my, whole.width() + 2 * mx), mz, my, mx);
        Size f = sample.supervision().stages().get(stage);
        LabelMap coarse = CoarseLabels.of(around, f.z(), f.y(), f.x());
        Shape s = coarse.grid().shape();
        for (int z = 0, i = 0; z < p.depth(); z++) {
            for (int y = 0; y < p.height(); y++) {
                for (int x = 0; x < p.width(); x++, i++) {
                    boolean isPadding = isBeyond(sample, warp, z * f.z(), y * f.y(), x * f.x())
                            || isBeyond(sample, warp, z * f.z() + f.z() - 1, y * f.y() + f.y() - 1,
                                    x * f.x() + f.x() - 1);
                    if (isPadding) {
                        assertThat(truth.distances()[i]).isZero();
                        continue;
                    }
                    int at = s.index(z + mz / f.z(), y + my / f.y(), x + mx / f.x());
                    assertThat((int) truth.labels()[i]).isEqualTo(coarse.at(at));
                    for (int k = 0; k < 3; k++) {
                        assertThat((double) truth.distances()[k * p.voxels() + i])
                                .isCloseTo(distance(coarse, at, k), within(1e-4));
                    }
                }
            }
        }
    }

    /// A voxel more than the reach, in voxels of the coarsest stage.
    private static int margin(double mm, int unit) {
        return ((int) Math.ceil(REACH / mm) + unit) / unit * unit;
    }

    private static LabelMap deformed(Sample sample, Warp warp, Shape shape, int mz, int my, int mx) {
        byte[] labels = new byte[shape.voxels()];
        Shape s = sample.grid().shape();
        for (int i = 0; i < labels.length; i++) {
            double[] point = point(warp, i / shape.width() / shape.height() - mz,
                    i / shape.width() % shape.height() - my, i % shape.width() - mx);
            labels[i] = (byte) sample.labels().at(s.index(clamped(point[0], s.depth()),
                    clamped(point[1], s.height()), clamped(point[2], s.width())));
        }
        return new LabelMap(Grid.of(shape, sample.grid().spacing()), 3, labels);
    }

    /// True where a voxel shows what lies more than half a voxel beyond the border of the image.
    private static boolean isBeyond(Sample sample, Warp warp, int z, int y, int x) {
        double[] point = point(warp, z, y, x);
        Shape s = sample.grid().shape();
        int[] n = {s.depth(), s.height(), s.width()};
        return IntStream.range(0, 3).anyMatch(a -> point[a] < -0.5 || point[a] >= n[a] - 0.5);
    }

    /// Where one voxel comes from.
    private static double[] point(Warp warp, int z, int y, int x) {
        var row = new Warp.Row(1);
        warp.locate(z, y, x, row);
        return new double[]{row.z[0], row.y[0], row.x[0]};
    }

    private static int clamped(double at, int n) {
        return (int) Math.min(n - 1, Math.max(0, Math.round(at)));
    }

    /// Signed distance to the faces of class k, all voxels tried, clipped.
    private static double distance(LabelMap labels, int from, int k) {
        Shape s = labels.grid().shape();
        Spacing w = labels.grid().spacing();
        boolean inside = labels.at(from) == k;
        double least = REACH * REACH;
        for (int i = 0; i < s.voxels(); i++) {
            if ((labels.at(i) == k) == inside) continue;
            double a = faces(i / s.width() / s.height(), from / s.width() / s.height()) * w.z();
            double b = faces(i / s.width() % s.height(), from / s.width() % s.height()) * w.y();
            double c = faces(i % s.width(), from % s.width()) * w.x();
            least = Math.min(least, a * a + b * b + c * c);
        }
        return inside ? -Math.sqrt(least) : Math.sqrt(least);
    }

    private static double faces(int i, int j) { return Math.max(0, Math.abs(i - j) - 0.5); }

    @Test
    void without_any_strength_nothing_moves() {
        Sample sample = sample(plane(), new TargetSpec(REACH, Slices.NONE));
        var supervision = sample.supervision();
        var still = new Batch(1, 1, 3, Shape.of(16, 16), supervision);
        var warp = new Deformation(1, 0, 0, 0)
                .draw(2, plane().spacing(), Symmetry.IDENTITY, new SplittableRandom(1))
                .at(new double[]{0, 3, 4}, new double[]{0, 13, 14});
        new WarpedPatch(sample, warp, Shape.of(16, 16)).fill(still, 0);
        var cut = new Batch(1, 1, 3, Shape.of(16, 16), supervision);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                int from = sample.grid().shape().index(0, 10 + y, 10 + x);
                cut.images()[16 * y + x] = sample.image().values()[from];
            }
        }
        cut.truth(0).fill(sample.truth(0), new BlockCopy(Shape.of(16, 16), Symmetry.IDENTITY,
                new int[]{0, 10, 10}, sample.grid().shape()), 0);
        assertThat(still.images()).isEqualTo(cut.images());
        assertThat(still.truth(0).labels()).isEqualTo(cut.truth(0).labels());
        assertThat(still.truth(0).distances()).isEqualTo(cut.truth(0).distances());
    }

    @Test
    void a_deformed_patch_holds_the_voxel_it_aims_at() {
        Grid grid = plane();
        byte[] labels = new byte[grid.voxels()];
        labels[grid.shape().index(0, 2, 31)] = 1;
        var sample = new Sample("dot", new Volume(grid, new float[labels.length]),
                new LabelMap(grid, 2, labels), new TargetSpec(REACH, Slices.NONE));
        var patches = new Patches(Shape.of(16, 16), 1,
                new Augmentation(true, true, new Deformation(1, 180, 0.3, 0.1), Intensity.NONE));
        int found = 0;
        for (int n = 0; n < 100; n++) {
            var batch = new Batch(1, 1, 2, Shape.of(16, 16), sample.supervision());
            patches.cut(sample, 1, batch, 0, new SplittableRandom(n));
            byte[] there = batch.truth(0).labels();
            found += IntStream.range(0, there.length).anyMatch(i -> there[i] == 1) ? 1 : 0;
        }
        assertThat(found).isEqualTo(100);
    }

    @Test
    void a_deformed_patch_without_a_boundary_is_as_far_from_it_as_the_loss_can_feel() {
        Grid grid = plane();
        for (byte k = 0; k < 2; k++) {
            byte[] labels = new byte[grid.voxels()];
            Arrays.fill(labels, k);
            var sample = new Sample("one class", new Volume(grid, new float[labels.length]),
                    new LabelMap(grid, 3, labels), new TargetSpec(30, Slices.NONE));
            var batch = new Batch(1, 1, 3, Shape.of(4, 4), sample.supervision());
            Warp warp = STRONG.draw(2, grid.spacing(), Symmetry.IDENTITY, new SplittableRandom(3))
                    .at(new double[]{0, 2, 2}, new double[]{0, 20, 16});
            new WarpedPatch(sample, warp, Shape.of(4, 4)).fill(batch, 0);
            for (int i = 0; i < 48; i++) {
                assertThat(batch.truth(0).distances()[i]).isEqualTo(i / 16 == k ? -30 : 30);
            }
        }
    }

    /// Images of 0.5 µm and a clip of 20 mm: 40,000 voxels.
    @Test
    void a_reach_of_many_images_costs_no_memory_and_gives_the_same_distances() {
        for (Grid usual : List.of(plane(), space())) {
            Spacing w = usual.spacing();
            Grid tiny = usual.with(new Spacing(w.z() / 2048, w.y() / 2048, w.x() / 2048));
            int axes = usual.shape().axes();
            Shape patch = axes == 2 ? Shape.of(16, 16) : Shape.of(4, 8, 8);
            for (int n = 0; n < 30; n++) {
                Batch near = deformed(usual, new TargetSpec(90, Slices.NONE), patch, n);
                Batch far = deformed(tiny, new TargetSpec(20, Slices.NONE), patch, n);
                for (int i = 0; i < near.truth(0).distances().length; i++) {
                    assertThat(2048 * far.truth(0).distances()[i]).isEqualTo(near.truth(0).distances()[i]);
                }
            }
        }
    }

    private static Batch deformed(Grid grid, TargetSpec supervision, Shape patch, int n) {
        Sample sample = sample(grid, supervision);
        var random = new SplittableRandom(n);
        Shape s = grid.shape();
        Warp warp = STRONG.draw(s.axes(), grid.spacing(), Symmetry.IDENTITY, random).at(new double[3],
                new double[]{random.nextInt(s.depth()), random.nextInt(s.height()),
                    random.nextInt(s.width())});
        WarpedLabels around = WarpedLabels.of(sample, warp, patch);
        assertThat(around.labels().grid().voxels()).isLessThan(500 * s.voxels());
        var batch = new Batch(1, 1, 3, patch, supervision);
        new WarpedPatch(sample, warp, patch).fill(batch, 0);
        return batch;
    }

    /// The image lies in what the warp says shows it, for every point.
    @Test
    void the_voxels_that_show_the_image_are_known() {
        Grid grid = space();
        Shape s = grid.shape();
        for (int n = 0; n < 50; n++) {
            var random = new SplittableRandom(n);
            Warp warp = STRONG.draw(3, grid.spacing(), Symmetry.IDENTITY, random).at(new double[]{1, 2, 3},
                    new double[]{random.nextInt(s.depth()), random.nextInt(s.height()),
                        random.nextInt(s.width())});
            double[][] shown = {warp.shown(0, s), warp.shown(1, s), warp.shown(2, s)};
            for (int i = 0; i < 20 * 60 * 60; i++) {
                int[] voxel = {i / 3600 - 10, i / 60 % 60 - 30, i % 60 - 30};
                double[] point = point(warp, voxel[0], voxel[1], voxel[2]);
                int[] size = {s.depth(), s.height(), s.width()};
                boolean isInside = IntStream.range(0, 3)
                        .allMatch(a -> point[a] >= -0.5 && point[a] <= size[a] - 0.5);
                for (int a = 0; isInside && a < 3; a++) {
                    assertThat((double) voxel[a]).isBetween(shown[a][0] - 1e-9, shown[a][1] + 1e-9);
                }
            }
        }
    }

    @Test
    void a_rotation_keeps_distances_and_a_scaling_changes_them() {
        Spacing w = new Spacing(1, 2, 0.5);
        var random = new SplittableRandom(3);
        Warp turn = new Deformation(1, 30, 0, 0).draw(2, w, Symmetry.IDENTITY, random)
                .at(new double[3], new double[3]);
        double[] point = point(turn, 0, 3, 20);
        assertThat(Math.hypot(point[1] * w.y(), point[2] * w.x())).isCloseTo(Math.hypot(6, 10), within(1e-9));
        assertThat(point[0]).isZero();
        Warp scale = new Deformation(1, 0, 0.5, 0).draw(3, w, Symmetry.IDENTITY, random)
                .at(new double[3], new double[3]);
        for (int axis = 0; axis < 3; axis++) {
            point = point(scale, axis == 0 ? 6 : 0, axis == 1 ? 6 : 0, axis == 2 ? 6 : 0);
            assertThat(point[axis]).isBetween(6 / 1.5, 6 * 1.5).isNotEqualTo(6);
        }
    }

    /// The volume that a voxel's neighbours span must keep its sign everywhere.
    @Test
    void bending_of_a_tenth_folds_nothing() {
        Warp warp = new Deformation(1, 0, 0, 0.1).draw(3, Spacing.UNIT, Symmetry.IDENTITY,
                new SplittableRandom(4)).at(new double[3], new double[3]);
        double[][] p = new double[4][3];
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 60 * 60 * 60; i++) {
            int z = i / 3600;
            int y = i / 60 % 60;
            int x = i % 60;
            p[0] = point(warp, z, y, x);
            p[1] = point(warp, z + 1, y, x);
            p[2] = point(warp, z, y + 1, x);
            p[3] = point(warp, z, y, x + 1);
            double[] a = {p[1][0] - p[0][0], p[1][1] - p[0][1], p[1][2] - p[0][2]};
            double[] b = {p[2][0] - p[0][0], p[2][1] - p[0][1], p[2][2] - p[0][2]};
            double[] c = {p[3][0] - p[0][0], p[3][1] - p[0][1], p[3][2] - p[0][2]};
            least = Math.min(least, a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
                    + a[2] * (b[0] * c[1] - b[1] * c[0]));
        }
        assertThat(least).isBetween(0.05, 0.9);
    }

    @Test
    void thick_slices_turn_in_their_plane_alone() {
        Warp warp = new Deformation(1, 90, 0, 0).draw(3, new Spacing(5, 1, 1), Symmetry.IDENTITY,
                new SplittableRandom(1)).at(new double[3], new double[3]);
        double[] point = point(warp, 4, 7, -3);
        assertThat(point[0]).isEqualTo(4);
    }

    @Test
    void images_are_interpolated_linearly_and_padded_with_their_mean() {
        Shape shape = Shape.of(2, 3);
        MemorySegment image = MemorySegment.ofArray(new float[]{0, 10, 20, 100, 110, 120});
        double[][] points = {{0.5, 1.25}, {1.4, 2.2}, {1.6, 0}, {0, -0.6}, {-0.4, -0.4}};
        float[] values = {-7, -7, -7, -7, -7};
        var window = new Window(new Extent(0, -1, -1, 0, 2, 3), shape);
        var at = new Interpolation(window, points.length);
        var row = new Warp.Row(points.length);
        for (int i = 0; i < points.length; i++) {
            row.y[i] = points[i][0];
            row.x[i] = points[i][1];
        }
        assertThat(at.move(row)).as("within half a voxel of the border").containsExactly(true, true, false,
                false, true);
        at.write(window.floats(image, 0), values, 0);
        assertThat(values).containsExactly(new float[]{62.5f, 120, -7, -7, 0}, within(1e-3f));
    }

    @Test
    void wrong_settings_are_named() {
        assertThatThrownBy(() -> new Deformation(2, 0, 0, 0)).hasMessageContaining("0 to 1, not 2.0");
        assertThatThrownBy(() -> new Deformation(1, 10, 0.1, 0.5)).hasMessageContaining("0.25");
        assertThat(Arrays.asList(Deformation.NONE)).isEqualTo(List.of(new Deformation(0, 0, 0, 0)));
    }
}
