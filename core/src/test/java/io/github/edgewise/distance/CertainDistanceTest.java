package io.github.edgewise.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Maps where the class of some voxels is unknown, against all label maps that they may stand for.
class CertainDistanceTest {
    private static final int UNKNOWN = 6;
    private static final int CLASSES = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theMapIsTheSmallestDistanceOfAllPossibleMasks(int seed) {
        var random = new Random(seed);
        Grid grid = Grid.of(new Shape(3, 2, 3, 4), new Spacing(3, 1.5, 1));
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(CLASSES) : 0);
        }
        byte[] unknown = new byte[labels.length];
        int[] voxels = random.ints(0, labels.length).distinct().limit(UNKNOWN).toArray();
        for (int voxel : voxels) {
            unknown[voxel] = 1;
        }
        var partial = new LabelMap(grid, CLASSES, labels).unknown(unknown);
        for (int k = 0; k < CLASSES; k++) {
            float[] certain = SignedDistance.of(partial).forClass(k).mm();
            float[] least = least(partial, voxels, k);
            for (int i = 0; i < least.length; i++) {
                float expected = partial.isKnown(i) ? least[i] : 0;
                assertThat(certain[i]).as("class %s, voxel %s", k, i).isCloseTo(expected, within(1e-5f));
            }
            assertThat(SignedDistance.of(partial).forClasses().get(k).mm()).isEqualTo(certain);
        }
    }

    /// The value of the smallest size that any completion gives to each voxel.
    private static float[] least(LabelMap partial, int[] voxels, int k) {
        float[] least = new float[partial.grid().voxels()];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        for (int choice = 0; choice < 1 << voxels.length; choice++) {
            byte[] full = partial.labels().clone();
            for (int j = 0; j < voxels.length; j++) {
                full[voxels[j]] = (byte) ((choice >> j & 1) == 1 ? k : (k + 1) % CLASSES);
            }
            float[] mm = SignedDistance.of(new LabelMap(partial.grid(), CLASSES, full)).forClass(k).mm();
            for (int i = 0; i < mm.length; i++) {
                if (Math.abs(mm[i]) < Math.abs(least[i])) least[i] = mm[i];
            }
        }
        return least;
    }
}
