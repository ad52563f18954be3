package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.file.ByteStore;
import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LargeSignedDistanceTest {
    @Test
    void equals_the_maps_made_in_memory() {
        var random = new SplittableRandom(1);
        for (Shape shape : List.of(Shape.of(13, 40, 70), Shape.of(5, 300, 260), Shape.of(1, 1, 9),
                Shape.of(500, 700))) {
            for (ZeroLevel level : List.of(ZeroLevel.FACE, ZeroLevel.CENTRE, ZeroLevel.REFERENCE)) {
                for (double clip : new double[]{Double.POSITIVE_INFINITY, 3}) {
                    LabelMap labels = Masks.scattered(Grid.of(shape, new Spacing(2, 1.5, 1)), 3, random);
                    for (int k = 0; k < 4; k++) {
                        DistanceMap expected = SignedDistance
                                .of(new LabelMap(labels.grid(), 4, labels.labels())).with(level).clip(clip)
                                .forClass(k);
                        assertThat(mapped(labels, level, clip, k)).as("%s %s %s %d", shape, level, clip, k)
                                .isEqualTo(Arrays.hashCode(expected.mm()));
                    }
                }
            }
        }
    }

    private static int mapped(LabelMap labels, ZeroLevel level, double clip, int k) {
        int n = labels.grid().voxels();
        ByteStore out = ByteStore.of(new byte[4 * n]);
        new LargeSignedDistance(ByteStore.of(labels.labels()), labels.grid(), level, clip, 2).fill(k, out,
                share -> {});
        float[] mm = new float[n];
        out.get(0, mm, 0, n);
        return Arrays.hashCode(mm);
    }

    @Test
    void progress_never_goes_back_and_stays_below_one() {
        LabelMap labels = Masks.scattered(Grid.of(Shape.of(30, 40, 50)), 2, new SplittableRandom(2));
        var told = new ArrayList<Double>();
        ByteStore out = ByteStore.of(new byte[240_000]);
        new LargeSignedDistance(ByteStore.of(labels.labels()), labels.grid(), ZeroLevel.FACE,
                Double.POSITIVE_INFINITY, 1).fill(1, out, told::add);
        assertThat(told).hasSizeGreaterThan(30).isSorted().allMatch(share -> share >= 0 && share < 1);
    }

    @Test
    void says_what_does_not_fit() {
        Grid grid = Grid.of(Shape.of(2, 3));
        double clip = Double.POSITIVE_INFINITY;
        ByteStore six = ByteStore.of(new byte[6]);
        assertThatThrownBy(
                () -> new LargeSignedDistance(six, Grid.of(Shape.of(3, 3)), ZeroLevel.FACE, clip, 1))
                .hasMessage("a grid of 3 x 3 needs 9 labels, but got 6");
        assertThatThrownBy(() -> new LargeSignedDistance(six, grid, ZeroLevel.REFERENCE_TRUNCATED, clip, 1))
                .hasMessageContaining("too coarse for REFERENCE_TRUNCATED");
        var maps = new LargeSignedDistance(six, grid, ZeroLevel.FACE, clip, 1);
        assertThatThrownBy(() -> maps.fill(1, ByteStore.of(new byte[20]), share -> {}))
                .hasMessage("a map of 2 x 3 has 24 bytes, but got 20");
        for (int k : new int[]{-1, 256}) {
            assertThatThrownBy(() -> maps.fill(k, ByteStore.of(new byte[24]), share -> {})).hasMessage(
                    "class " + k + " was asked for, but a label map has classes from 0 to 255");
        }
    }
}
