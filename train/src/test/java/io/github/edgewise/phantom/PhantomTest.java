package io.github.edgewise.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.Skeleton;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;
import java.util.stream.IntStream;
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
    void a_stroke_is_one_to_three_lesions_in_some_of_the_slices() {
        var phantom = new Phantom(Phantom.Kind.STROKE, Phantom.of(3, 1).grid(), 2, 0.002, 1);
        assertThat(share(phantom, 20)).isBetween(0.0013, 0.003);
        int[] images = new int[4];
        for (int i = 0; i < 20; i++) {
            LabelMap labels = phantom.make(i).labels();
            images[Components.of(labels, 1).count()]++;
            assertThat(IntStream.range(0, 32).filter(z -> labels.slice(z).count(1) == 0).count())
                    .isGreaterThan(10);
        }
        assertThat(images[0]).isZero();
        assertThat(images).doesNotContain(20);
    }

    @Test
    void vessels_are_long_thin_and_connected() {
        for (int axes = 2; axes <= 3; axes++) {
            Phantom phantom = Phantom.of(Phantom.Kind.VESSELS, axes, 1);
            assertThat(share(phantom, 10)).isBetween(0.7 * phantom.foreground(), 1.4 * phantom.foreground());
            for (int i = 0; i < 5; i++) {
                LabelMap labels = phantom.make(i).labels();
                assertThat(Components.of(labels, 1).count()).isBetween(1, 12);
                assertThat(SignedDistance.of(labels).forClass(1).deepest() / labels.grid().spacing().x())
                        .as("half of the widest place, in voxels").isBetween(1., 5.);
                int length = 0;
                for (boolean isOn : Skeleton.of(labels, 1)) {
                    if (isOn) length++;
                }
                assertThat(length).isGreaterThan(labels.count(1) / 12);
            }
        }
    }

    @Test
    void refuses_what_it_cannot_draw() {
        assertThatThrownBy(() -> new Phantom(Grid.of(Shape.of(9, 9)), 1, 0.01, 1))
                .hasMessageContaining("2 to 6 classes");
        assertThatThrownBy(() -> new Phantom(Grid.of(Shape.of(9, 9)), 2, 0.5, 1))
                .hasMessageContaining("at most 0.1");
        assertThatThrownBy(() -> new Phantom(Phantom.Kind.VESSELS, Grid.of(Shape.of(9, 9)), 3, 0.05, 1))
                .hasMessageContaining("vessels are one class beside the background, not 2");
    }
}
