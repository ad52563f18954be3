package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.fixture.Masks;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BricksTest {
    /// Almost all answers come from the candidates of a block, since every place of it is asked about.
    @Test
    void every_place_of_a_lattice_gets_the_same_answer_as_from_all_pairs() {
        var random = new SplittableRandom(5);
        for (int trial = 0; trial < 60; trial++) {
            Shape lattice = Shape.of(1 + random.nextInt(20), 1 + random.nextInt(35), 1 + random.nextInt(35));
            Spacing w = Masks.spacing(random);
            byte[] cells = new byte[lattice.voxels()];
            int points = 1 + random.nextInt(60);
            int part = 1 + random.nextInt(cells.length); // none beyond it, so that some places are far
            for (int i = 0; i < points; i++) {
                cells[random.nextInt(part)] |= 2;
            }
            var bricks = new Bricks(lattice, w, cells, (byte) 2);
            for (int i = 0; i < cells.length; i++) {
                int z = i / lattice.width() / lattice.height();
                int y = i / lattice.width() % lattice.height();
                int x = i % lattice.width();
                assertThat(bricks.squaredMm(z, y, x)).as("%s, %s, %d, %d, %d", lattice, w, z, y, x)
                        .isEqualTo(allPairs(lattice, w, cells, z, y, x));
            }
        }
    }

    private static double allPairs(Shape lattice, Spacing w, byte[] cells, int z, int y, int x) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] == 0) continue;
            double dz = (i / lattice.width() / lattice.height() - z) * w.z();
            double dy = (i / lattice.width() % lattice.height() - y) * w.y();
            double dx = (i % lattice.width() - x) * w.x();
            least = Math.min(least, dz * dz + dy * dy + dx * dx);
        }
        return least;
    }
}
