package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Slice by slice, predictions have the numbers that they have as a whole, in less memory.
class ProbabilitySlicesTest {
    private static final Shape LARGE = Shape.of(600, 512, 512);

    private static float[] noise(int length, long seed) {
        float[] values = new float[length];
        var random = new SplittableRandom(seed);
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    @Test
    void windows_are_blended_bit_for_bit_as_in_one_array() {
        var shapes = List.of(Shape.of(4, 8, 6), Shape.of(9, 17, 7), Shape.of(1, 3, 2), Shape.of(5, 8, 31),
                Shape.of(23, 9, 10), Shape.of(20, 12), Shape.of(5, 40));
        for (double overlap : new double[]{0, 0.25, 0.5, 0.8}) {
            for (Shape whole : shapes) {
                for (Shape window : List.of(Shape.of(4, 8, 6), Shape.of(7, 5, 9), Shape.of(8, 7))) {
                    if (whole.axes() < window.axes()) continue;
                    var sliding = new SlidingWindow(window, overlap);
                    float[] image = noise(2 * whole.voxels(), 1);
                    assertThat(sliding.apply(image, 2, whole, 3,
                            windows -> windows.stream().map(part -> three(part, window.voxels())).toList()))
                            .as("%s, %s, overlap %s", whole, window, overlap)
                            .isEqualTo(WholeAccumulation.apply(sliding, image, 2, whole, 3,
                                    part -> three(part, window.voxels())));
                }
            }
        }
    }

    /// Three channels from two, different at every place of the window.
    private static float[] three(float[] part, int voxels) {
        float[] result = new float[3 * voxels];
        for (int i = 0; i < result.length; i++) {
            result[i] = part[i % part.length] * (1 + i % 7) + part[(i * 5 + 3) % part.length];
        }
        return result;
    }

    @Test
    void label_maps_are_those_of_the_probabilities_with_several_networks_too() {
        var image = new Volume(Grid.of(Shape.of(13, 11, 12), new Spacing(2, 1, 1)), noise(13 * 11 * 12, 2));
        var members = List.of(Filters.segmenter(1, Shape.of(4, 8, 6), 1, 3),
                Filters.segmenter(2, Shape.of(8, 7), 1, 3),
                Filters.segmenter(3, Shape.of(6, 6, 6), 1, 3).mirrored());
        var named = new LinkedHashMap<String, Segmenter>();
        float[] sum = new float[3 * image.values().length];
        for (Segmenter one : members) {
            float[] p = one.probabilities(image).values();
            assertThat(one.segment(image).labels())
                    .isEqualTo(LabelMap.mostProbable(one.probabilities(image)).labels());
            for (int i = 0; i < sum.length; i++) {
                sum[i] += p[i];
            }
            named.put("run " + named.size(), one);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= 3;
        }
        try (var ensemble = new Ensemble(named)) {
            assertThat(ensemble.probabilities(image).values()).isEqualTo(sum);
            assertThat(ensemble.segment(image).labels())
                    .isEqualTo(LabelMap.mostProbable(new Volume(image.grid(), sum)).labels());
        }
    }

    @Test
    void networks_of_other_orientations_than_the_image_label_it_as_their_probabilities_say() {
        Grid grid = new Grid(Shape.of(6, 9, 8), new Spacing(3, 1, 1),
                new Orientation(List.of(1., 0., 0., 5., 0., 1., 0., 7., 0., 0., 3., 9.), 1));
        var image = new Volume(grid, noise(grid.voxels(), 3));
        for (List<String> codes : List.of(List.of("ASR", "ASR"), List.of("ASR", ""), List.of("LPS", "SLP"))) {
            var named = new LinkedHashMap<String, Segmenter>();
            float[] sum = new float[3 * grid.voxels()];
            for (String code : codes) {
                Segmenter one = Filters.segmenter(named.size(), Shape.of(4, 8, 8), 1, 3, code);
                float[] p = one.probabilities(image).values();
                assertThat(one.segment(image).labels())
                        .isEqualTo(LabelMap.mostProbable(new Volume(grid, p)).labels());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += p[i];
                }
                named.put("run " + named.size(), one);
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= 2;
            }
            try (var ensemble = new Ensemble(named)) {
                assertThat(ensemble.probabilities(image).values()).as("%s", codes).isEqualTo(sum);
                assertThat(ensemble.segment(image).grid()).isEqualTo(grid);
                assertThat(ensemble.segment(image).labels())
                        .isEqualTo(LabelMap.mostProbable(new Volume(grid, sum)).labels());
            }
        }
    }

    @Test
    void probabilities_that_fit_no_array_are_refused_with_their_size() {
        var sliding = new SlidingWindow(Shape.of(64, 128, 128), 0.5);
        assertThatThrownBy(() -> sliding.apply(new float[0], 1, LARGE, 14, windows -> windows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("14 classes at 600 x 512 x 512 voxels")
                .hasMessageContaining("2,202,009,600 numbers (8.2 GiB)");
    }

    @Test
    void a_prediction_needs_the_memory_of_a_few_slices() throws Exception {
        // all probabilities: 154 MiB; the image 11 MiB twice, the label map 3 MiB, a window 8 MiB of slices
        assertThat(program("64m", Shape.of(300, 96, 96), Shape.of(16, 48, 48))).contains("labels of 2764800");
    }

    @Test
    @Tag("slow")
    void fourteen_classes_of_512_x_512_x_600_fit_a_heap_of_3_GiB() throws Exception {
        assertThat(program("3g", LARGE, Shape.of(64, 128, 128))).contains("labels of 157286400");
    }

    /// What a new Java with that heap says.
    private static String program(String heap, Shape whole, Shape window)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap, "-cp", System.getProperty("java.class.path"), Program.class.getName(),
                String.valueOf(whole.depth()), String.valueOf(whole.height()), String.valueOf(whole.width()),
                String.valueOf(window.depth()), String.valueOf(window.height()),
                String.valueOf(window.width()))
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// Segments an image into 14 classes with a network that costs nothing.
    static final class Program {
        private static final int CLASSES = 14;

        private Program() {}

        public static void main(String[] arguments) {
            int[] n = java.util.stream.Stream.of(arguments).mapToInt(Integer::parseInt).toArray();
            Shape window = Shape.of(n[3], n[4], n[5]);
            var plain = new Preparation(false, List.of(Normalisation.IMAGE), Preparation.Axes.NONE,
                    Spacing.UNIT);
            var description = new ModelDescription(1, CLASSES, window, plain, List.of());
            try (var networks = new Ensemble(Map.of("run", new Segmenter(new Cheap(), description, 0)))) {
                LabelMap labels = networks.segment(image(Shape.of(n[0], n[1], n[2])));
                System.out.println("labels of " + labels.labels().length);
            }
        }

        private static Volume image(Shape shape) {
            float[] values = new float[shape.voxels()];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 101;
            }
            return new Volume(Grid.of(shape), values);
        }

        private record Cheap() implements PatchLogits {
            @Override
            public float[] logits(float[] patches, int batch, Shape patch) {
                float[] logits = new float[CLASSES * patches.length];
                for (int k = 0; k < CLASSES; k++) {
                    System.arraycopy(patches, 0, logits, k * patches.length, patches.length - k);
                }
                return logits;
            }

            @Override
            public void close() {}
        }
    }
}
