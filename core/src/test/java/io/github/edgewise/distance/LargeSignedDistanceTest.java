package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        try (Arena arena = Arena.ofShared()) {
            int n = labels.grid().voxels();
            MemorySegment in = arena.allocate(n);
            MemorySegment.copy(labels.labels(), 0, in, ValueLayout.JAVA_BYTE, 0, n);
            MemorySegment out = arena.allocate(4L * n);
            new LargeSignedDistance(in, labels.grid(), level, clip, 2).fill(k, out, _ -> {});
            return Arrays.hashCode(out.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
        }
    }

    @Test
    void progress_never_goes_back_and_stays_below_one() {
        LabelMap labels = Masks.scattered(Grid.of(Shape.of(30, 40, 50)), 2, new SplittableRandom(2));
        var told = new ArrayList<Double>();
        MemorySegment out = MemorySegment.ofArray(new float[60_000]);
        new LargeSignedDistance(MemorySegment.ofArray(labels.labels()), labels.grid(), ZeroLevel.FACE,
                Double.POSITIVE_INFINITY, 1).fill(1, out, told::add);
        assertThat(told).hasSizeGreaterThan(30).isSorted().allMatch(share -> share >= 0 && share < 1);
    }

    @Test
    void says_what_does_not_fit() {
        Grid grid = Grid.of(Shape.of(2, 3));
        double clip = Double.POSITIVE_INFINITY;
        MemorySegment six = MemorySegment.ofArray(new byte[6]);
        assertThatThrownBy(
                () -> new LargeSignedDistance(six, Grid.of(Shape.of(3, 3)), ZeroLevel.FACE, clip, 1))
                .hasMessage("a grid of 3 x 3 needs 9 labels, but got 6");
        assertThatThrownBy(() -> new LargeSignedDistance(six, grid, ZeroLevel.REFERENCE_TRUNCATED, clip, 1))
                .hasMessageContaining("too coarse for REFERENCE_TRUNCATED");
        var maps = new LargeSignedDistance(six, grid, ZeroLevel.FACE, clip, 1);
        assertThatThrownBy(() -> maps.fill(1, MemorySegment.ofArray(new float[5]), _ -> {}))
                .hasMessage("a map of 2 x 3 has 24 bytes, but got 20");
    }
}
