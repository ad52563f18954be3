package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    @Test
    void windows_that_change_nothing_give_the_image_back_at_every_size() {
        var window = new SlidingWindow(Shape.of(4, 8, 6), 0.5);
        for (Shape whole : List.of(Shape.of(4, 8, 6), Shape.of(9, 17, 7), Shape.of(1, 3, 2),
                Shape.of(5, 8, 31))) {
            float[] image = new float[2 * whole.voxels()];
            for (int i = 0; i < image.length; i++) {
                image[i] = i % 13;
            }
            float[] same = window.apply(image, 2, whole, 2, windows -> windows);
            for (int i = 0; i < image.length; i++) {
                assertThat(same[i]).isCloseTo(image[i], within(1e-4f));
            }
        }
    }

    @Test
    void windows_cover_the_axis_evenly_with_at_least_the_wanted_overlap() {
        var window = new SlidingWindow(Shape.of(8, 8), 0.5);
        assertThat(window.starts(8, 8)).containsExactly(0);
        assertThat(window.starts(5, 8)).containsExactly(-1);
        assertThat(window.starts(20, 8)).containsExactly(0, 4, 8, 12);
        assertThat(window.starts(9, 8)).containsExactly(0, 1);
    }
}
