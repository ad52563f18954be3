package io.github.edgewise.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Symmetry;
import io.github.edgewise.volume.Volume;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeformedBandTest {
    private static final Grid PLANE = Grid.of(Shape.of(40, 33), Spacing.of(1, 1.5));

    /// A disc of each of two classes.
    private static Sample sample(Grid grid, TargetSpec supervision) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int y = i / 33;
            int x = i % 33;
            labels[i] = (byte) (Math.hypot(y - 12, x - 10) < 5 ? 1 : Math.hypot(y - 26, x - 20) < 4 ? 2 : 0);
        }
        return new Sample("discs", new Volume(grid, new float[labels.length]),
                new LabelMap(grid, 3, labels), supervision);
    }

    /// A loss with a narrow band takes what lies at the end of the map for beyond it (`boundary:bandMm=2.3`).
    @Test
    void a_map_that_ends_earlier_is_the_same_up_to_there_and_its_end_from_there_on() {
        double band = 2.3; // no float
        Shape patch = Shape.of(16, 16);
        int ends = 0;
        for (int n = 0; n < 40; n++) {
            float[][] mm = new float[2][];
            double[] reaches = {band, 3 * band};
            for (int i = 0; i < 2; i++) {
                Sample sample = sample(PLANE, new TargetSpec(reaches[i], Slices.NONE));
                Warp warp = new Deformation(1, 45, 0.4, 0.2)
                        .draw(2, PLANE.spacing(), Symmetry.IDENTITY, new SplittableRandom(n))
                        .at(new double[]{0, 8, 8}, new double[]{0, 5 + n % 30, 3 + n % 27});
                var batch = new Batch(1, 1, 3, patch, sample.supervision());
                batch.spacing(0, PLANE.spacing());
                new WarpedPatch(sample, warp, patch).fill(batch, 0);
                mm[i] = batch.truth(0).distances();
            }
            for (int i = 0; i < mm[0].length; i++) {
                boolean isBeyond = Math.abs(mm[1][i]) >= (float) band;
                if (isBeyond) ends++;
                assertThat(mm[0][i])
                        .isEqualTo(isBeyond ? Math.copySign((float) band, mm[1][i]) : mm[1][i]);
            }
        }
        assertThat(ends).isGreaterThan(1000);
    }
}
