package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static Segmenter untrained(Shape patch) { return Filters.segmenter(5, patch, 1, 3); }

    private static Volume noise(Shape shape) {
        float[] values = new float[shape.voxels()];
        var random = new SplittableRandom(2);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        return new Volume(Grid.of(shape), values);
    }

    /// Mirrored left to right and top to bottom.
    private static float[] mirrored(float[] values, Shape s) {
        float[] flipped = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int x = i % s.width();
            int y = i / s.width() % s.height();
            int rest = i / s.width() / s.height();
            flipped[i] = values[(rest * s.height() + s.height() - 1 - y) * s.width() + s.width() - 1 - x];
        }
        return flipped;
    }

    private static double largestDifference(Segmenter segmenter, Shape shape) {
        Volume image = noise(shape);
        float[] p = segmenter.probabilities(image).values();
        float[] q = segmenter.probabilities(new Volume(image.grid(), mirrored(image.values(), shape)))
                .values();
        float[] back = mirrored(q, shape);
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.abs(p[i] - back[i]));
        }
        return largest;
    }

    @Test
    void a_mirrored_image_has_the_mirrored_result_with_test_time_augmentation_alone() {
        for (Shape shape : new Shape[]{Shape.of(20, 12), Shape.of(8, 16, 10)}) {
            Shape patch = shape.axes() == 2 ? Shape.of(8, 12) : Shape.of(8, 8, 10);
            try (Segmenter segmenter = untrained(patch)) {
                assertThat(largestDifference(segmenter, shape)).isGreaterThan(1e-2);
                assertThat(largestDifference(segmenter.mirrored(), shape)).isLessThan(1e-5);
            }
        }
    }

    @Test
    void probabilities_sum_to_one() {
        try (Segmenter segmenter = untrained(Shape.of(8, 12))) {
            float[] p = segmenter.mirrored().probabilities(noise(Shape.of(11, 13))).values();
            for (int i = 0; i < 11 * 13; i++) {
                assertThat(p[i] + p[143 + i] + p[286 + i]).isBetween(0.9999f, 1.0001f);
            }
        }
    }

    @Test
    void a_2d_network_takes_volumes_slice_by_slice_and_a_3d_one_no_pictures() {
        try (Segmenter flat = untrained(Shape.of(8, 12)); Segmenter solid = untrained(Shape.of(8, 8, 8))) {
            Volume volume = noise(Shape.of(3, 8, 12));
            float[] all = flat.probabilities(volume).values();
            float[] first = new float[96];
            System.arraycopy(volume.values(), 0, first, 0, 96);
            assertThat(all).hasSize(3 * 3 * 96);
            assertThat(flat.segment(volume).grid()).isEqualTo(volume.grid());
            assertThatThrownBy(() -> solid.segment(new Volume(Grid.of(Shape.of(8, 12)), first)))
                    .hasMessageContaining("trained on 3-D images of 1 channels, but this image is 2-D");
        }
    }

    @Test
    void the_same_volume_in_another_orientation_has_the_same_result_at_every_point() {
        Grid ras = new Grid(Shape.of(6, 9, 8), new Spacing(3, 1, 1),
                new Orientation(List.of(1., 0., 0., 5., 0., 1., 0., 7., 0., 0., 3., 9.), 1));
        Volume image = new Volume(ras, noise(ras.shape()).values());
        for (String code : List.of("LPS", "ASR", "SLP")) {
            Reorientation order = Reorientation.towards(code, ras).orElseThrow();
            try (Segmenter oriented = Filters.segmenter(5, Shape.of(4, 8, 8), 1, 3, "RAS");
                    Segmenter plain = Filters.segmenter(5, Shape.of(4, 8, 8), 1, 3)) {
                Volume turned = oriented.probabilities(order.of(image));
                assertThat(turned.grid()).isEqualTo(order.to());
                assertThat(order.inverse().of(turned).values())
                        .isEqualTo(oriented.probabilities(image).values());
                assertThat(order.inverse().of(plain.probabilities(order.of(image))).values())
                        .as("without an orientation").isNotEqualTo(plain.probabilities(image).values());
            }
        }
    }

    /// The windows that a network with a stride of 4 sees.
    private static Set<Shape> windows(Shape patch, Shape image) {
        var seen = new HashSet<Shape>();
        var plain = new Preparation(false, List.of(Normalisation.IMAGE), Preparation.Axes.NONE, Spacing.UNIT);
        var network = new PatchLogits() {
            @Override
            public float[] logits(float[] patches, int batch, Shape window) {
                seen.add(window);
                return new float[2 * patches.length];
            }

            @Override
            public Size stride() { return new Size(4, 4, 4); }

            @Override
            public void close() {}
        };
        try (var segmenter = new Segmenter(network, new ModelDescription(1, 2, patch, plain, List.of()),
                0.5)) {
            segmenter.segment(new Volume(Grid.of(image), new float[image.voxels()]));
        }
        return seen;
    }

    @Test
    void a_window_of_a_2d_network_is_as_long_as_the_image_from_one_patch_to_one_and_a_half() {
        Shape patch = Shape.of(16, 12);
        assertThat(windows(patch, Shape.of(5, 12))).containsExactly(Shape.of(16, 12));
        assertThat(windows(patch, Shape.of(17, 13))).containsExactly(Shape.of(20, 16));
        assertThat(windows(patch, Shape.of(24, 18))).containsExactly(Shape.of(24, 20)); // 18 is no multiple of 4
        assertThat(windows(patch, Shape.of(90, 100))).containsExactly(Shape.of(24, 20));
        assertThat(windows(patch, Shape.of(3, 17, 100))).containsExactly(Shape.of(20, 20)); // slices
    }

    @Test
    void the_windows_of_a_3d_network_are_its_patches() {
        Shape patch = Shape.of(4, 8, 12);
        assertThat(windows(patch, Shape.of(20, 20, 20))).containsExactly(patch);
    }
}
