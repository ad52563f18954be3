package io.github.edgewise.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhantomTest {
    @Test
    void the_same_seed_and_index_give_the_same_image() {
        Phantom.Scan one = Phantom.of(2, 5).make(3);
        Phantom.Scan again = Phantom.of(2, 5).make(3);
        assertThat(one.image().values()).isEqualTo(again.image().values());
        assertThat(one.labels().labels()).isEqualTo(again.labels().labels());
        assertThat(one.image().values()).isNotEqualTo(Phantom.of(2, 5).make(4).image().values());
    }

    @Test
    void lesions_fill_the_share_that_was_asked_for() {
        assertThat(share(Phantom.of(2, 1), 30)).isBetween(0.0067, 0.015);
        assertThat(share(Phantom.of(3, 1), 8)).isBetween(0.0033, 0.0075);
        assertThat(share(new Phantom(Grid.of(Shape.of(256, 256)), 2, 0.002, 1), 20)).isBetween(0.0013, 0.003);
    }

    private static double share(Phantom phantom, int images) {
        double sum = 0;
        for (int i = 0; i < images; i++) {
            var labels = phantom.make(i).labels();
            sum += 1 - (double) labels.count(0) / labels.grid().voxels();
        }
        return sum / images;
    }

    @Test
    void every_class_is_in_most_images_and_values_are_finite() {
        var phantom = new Phantom(Grid.of(Shape.of(12, 40, 40), new Spacing(5, 2, 2)), 4, 0.01, 2);
        int[] images = new int[4];
        for (int i = 0; i < 10; i++) {
            Phantom.Scan scan = phantom.make(i);
            assertThat(scan.image().grid().spacing()).isEqualTo(new Spacing(5, 2, 2));
            for (float v : scan.image().values()) {
                assertThat(v).isFinite();
            }
            for (int k = 0; k < 4; k++) {
                if (scan.labels().count(k) > 0) images[k]++;
            }
        }
        assertThat(Arrays.stream(images).min().orElseThrow()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void refuses_what_it_cannot_draw() {
        assertThatThrownBy(() -> new Phantom(Grid.of(Shape.of(9, 9)), 1, 0.01, 1))
                .hasMessageContaining("2 to 6 classes");
        assertThatThrownBy(() -> new Phantom(Grid.of(Shape.of(9, 9)), 2, 0.5, 1))
                .hasMessageContaining("at most 0.1");
    }
}
