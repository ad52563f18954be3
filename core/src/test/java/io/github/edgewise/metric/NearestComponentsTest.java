package io.github.edgewise.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Regions as scores find them, against those of losses.
class NearestComponentsTest {
    /// The number of every voxel, by a search that looks at all of the image.
    private static int[] numbers(LabelMap labels) {
        Shape whole = labels.grid().shape();
        int[] numbers = new int[whole.voxels()];
        new NearestComponents(Components.of(labels, 1), labels.grid()).answer(
                new NearestComponents.Question() {
                    @Override
                    public boolean wants(NearestComponents.Block block) { return true; }

                    @Override
                    public void found(NearestComponents.Block block, int number) {
                        Box box = block.box;
                        for (int i = 0; i < box.shape().voxels(); i++) {
                            int x = i % box.shape().width();
                            int y = i / box.shape().width() % box.shape().height();
                            int z = i / box.shape().width() / box.shape().height();
                            numbers[whole.index(box.z() + z, box.y() + y, box.x() + x)] = number;
                        }
                    }
                }, new int[0]);
        return numbers;
    }

    @Test
    void regions_are_those_of_the_losses_where_rounding_hides_that_distances_are_equal() {
        var random = new SplittableRandom(18);
        for (int run = 0; run < 400; run++) {
            Shape s = Shape.of(random.nextInt(1, 6), random.nextInt(1, 12), random.nextInt(2, 14));
            double w = random.nextDouble(0.2, 3); // equal spacings have the most equal distances
            var spacing = switch (run % 3) {
                case 0 -> new Spacing(w, w, w);
                case 1 -> new Spacing(w, (float) w, Math.nextUp((float) w)); // as headers have it
                default -> new Spacing(2 * w, random.nextDouble(0.2, 3), w);
            };
            byte[] labels = new byte[s.voxels()];
            for (int i = 0; i < labels.length; i++) {
                if (random.nextInt(12) == 0) labels[i] = 1;
            }
            labels[random.nextInt(labels.length)] = 1;
            var map = new LabelMap(Grid.of(s, spacing), 2, labels);
            assertThat(numbers(map)).as("%s at %s", s, spacing)
                    .isEqualTo(ComponentRegions.of(map, ComponentRegions.numbers(map))[1]);
        }
    }
}
