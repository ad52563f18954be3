package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Patches of cases where the class of most voxels is unknown.
class UnknownPatchesTest {
    private static final int K = 3;
    private static final Grid GRID = Grid.of(new Shape(3, 10, 24, 20), new Spacing(2, 1, 1));
    private static final Augmentation BENT = new Augmentation(true, true, new Deformation(0.5, 20, 0.2, 0.1),
            Intensity.NONE);

    /// Every fifth slice is labelled, and in it all but a stripe. The image is 7 where the class is unknown.
    private static Sample sample(TargetSpec wanted) {
        byte[] labels = new byte[GRID.voxels()];
        byte[] unknown = new byte[labels.length];
        float[] image = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            int z = i / 480;
            int y = i / 20 % 24;
            int x = i % 20;
            labels[i] = (byte) (Math.hypot(y - 12, x - 8) < 4 ? 1 : Math.hypot(y - 6, x - 15) < 3 ? 2 : 0);
            unknown[i] = (byte) (z % 5 == 2 && x > 2 ? 0 : 1);
            image[i] = unknown[i] == 1 ? 7 : labels[i];
        }
        return new Sample("a", new Volume(GRID, image), new LabelMap(GRID, K, labels).unknown(unknown),
                wanted);
    }

    private static TargetSpec spec(Slices slices) {
        boolean isFlat = slices != Slices.NONE;
        return new TargetSpec(5, slices, List.of(Size.ONE, new Size(1, 2, 2)), ZeroLevel.FACE,
                isFlat ? EnumSet.of(TargetMap.DISTANCES) : EnumSet.allOf(TargetMap.class));
    }

    private static Batch batch(Sample sample, Patches patches, long n) {
        try (var loader = new Loader(List.of(sample), patches, 4, 11, n, 1)) {
            return loader.next();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Slices.class, names = {"NONE", "MAP_OF_VOLUME", "MAP_OF_SLICE"})
    void everyPatchHasLabelsAndUnknownVoxelsAreOfNoClass(Slices slices) {
        Sample sample = sample(spec(slices));
        Shape shape = slices == Slices.NONE ? new Shape(3, 4, 8, 8) : Shape.of(8, 8);
        var plain = new Patches(shape, 0.3, new Augmentation(true, true, Intensity.NONE));
        var bent = new Patches(shape, 0.3, BENT);
        int unknown = 0;
        for (long n = 0; n < 30; n++) {
            Batch batch = batch(sample, plain, n);
            TargetArrays truth = batch.truth(0);
            for (int i = 0; i < truth.known().length; i++) {
                assertThat(truth.known()[i]).isEqualTo(batch.images()[i] == 7 ? 0 : 1);
            }
            requireSound(batch);
            requireSound(batch(sample, bent, n));
            if (truth.hasUnknown()) unknown++;
        }
        assertThat(unknown).isGreaterThan(10);
    }

    private static void requireSound(Batch batch) {
        for (int s = 0; s < batch.stages(); s++) {
            TargetArrays truth = batch.truth(s);
            int n = truth.patch().voxels();
            float[] known = truth.known();
            float[] g = truth.oneHot();
            for (int b = 0; b < batch.size(); b++) {
                int labelled = 0;
                for (int i = 0; i < n; i++) {
                    float sum = 0;
                    for (int k = 0; k < K; k++) {
                        sum += g[(b * K + k) * n + i];
                        float mm = truth.distances()[(b * K + k) * n + i];
                        if (known[b * n + i] == 0) assertThat(mm).isZero();
                    }
                    assertThat(sum).isEqualTo(known[b * n + i]);
                    labelled += (int) known[b * n + i];
                }
                if (s == 0) assertThat(labelled).isPositive();
            }
        }
    }

    @Test
    void foregroundIsCutAroundLabelledVoxels() {
        Sample sample = sample(spec(Slices.NONE));
        for (int k = 1; k < K; k++) {
            for (int i = 0; i < sample.members(k); i++) {
                int voxel = sample.member(k, i);
                assertThat(sample.labels().isKnown(voxel)).isTrue();
                assertThat(sample.labels().at(voxel)).isEqualTo(k);
            }
        }
        assertThat(sample.hasUnknown()).isTrue();
    }

    @Test
    void onlyLabelledSlicesAreDrawn() {
        var order = new PatchOrder(List.of(sample(spec(Slices.MAP_OF_SLICE))), 0, 1);
        assertThat(order.at(0)).isEqualTo(new PatchOrder.Draw(0, 0, -1));
        Sample sample = sample(spec(Slices.MAP_OF_SLICE));
        var patches = new Patches(Shape.of(24, 20), 0, Augmentation.NONE);
        var batch = new Batch(1, 1, K, patches.shape(), sample.supervision());
        for (int n = 0; n < 20; n++) {
            patches.cut(sample, order.at(n), batch, 0, new SplittableRandom(n));
            assertThat(batch.truth(0).known()).contains(1);
        }
    }

    @Test
    void aCaseInAFileGivesTheSamePatches(@TempDir Path folder) throws Exception {
        Sample sample = sample(spec(Slices.NONE));
        Sample stored = new SampleStore(folder).sample("a", "key", () -> sample);
        assertThat(stored.labels().coded()).isEqualTo(sample.labels().coded());
        var patches = new Patches(new Shape(3, 4, 8, 8), 0.3, BENT);
        assertThat(batch(stored, patches, 3).truth(0).labels())
                .isEqualTo(batch(sample, patches, 3).truth(0).labels());
    }
}
