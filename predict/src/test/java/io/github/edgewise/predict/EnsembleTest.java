package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final Shape WHOLE = Shape.of(20, 12);

    private static Segmenter untrained(long seed, Shape patch, int channels, int classes) {
        return Filters.segmenter(seed, patch, channels, classes);
    }

    private static Volume image() {
        float[] values = new float[WHOLE.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.7);
        }
        return new Volume(Grid.of(WHOLE), values);
    }

    private static Map<String, Segmenter> named(List<Segmenter> members) {
        var named = new LinkedHashMap<String, Segmenter>();
        members.forEach(one -> named.put("run " + named.size(), one));
        return named;
    }

    @Test
    void gives_the_mean_of_the_probabilities_of_networks_with_different_patches() {
        Volume image = image();
        List<Segmenter> members = List.of(untrained(1, Shape.of(8, 12), 1, 3),
                untrained(2, Shape.of(8, 8), 1, 3), untrained(3, Shape.of(20, 12), 1, 3));
        try (var ensemble = new Ensemble(named(members))) {
            float[] mean = ensemble.probabilities(image).values();
            List<float[]> each = members.stream().map(one -> one.probabilities(image).values()).toList();
            for (int i = 0; i < mean.length; i++) {
                int at = i;
                double expected = each.stream().mapToDouble(p -> p[at]).sum() / 3;
                assertThat((double) mean[i]).isCloseTo(expected, within(1e-6));
            }
            assertThat(each.get(0)).as("the networks differ").isNotEqualTo(each.get(1));
            LabelMap labels = ensemble.segment(image);
            LabelMap expected = LabelMap.mostProbable(new Volume(image.grid(), mean));
            assertThat(IntStream.range(0, WHOLE.voxels()).filter(i -> labels.at(i) != expected.at(i)))
                    .isEmpty();
        }
    }

    @Test
    void one_network_alone_gives_what_it_gives_and_mirrored_copies_count_too() {
        Segmenter only = untrained(1, Shape.of(8, 12), 1, 2);
        try (var ensemble = new Ensemble(Map.of("run", only))) {
            float[] plain = ensemble.probabilities(image()).values();
            assertThat(plain).isEqualTo(only.probabilities(image()).values());
            assertThat(ensemble.mirrored().probabilities(image()).values())
                    .isEqualTo(only.mirrored().probabilities(image()).values()).isNotEqualTo(plain);
        }
    }

    @Test
    void networks_for_other_channels_or_classes_are_refused_by_name() {
        Segmenter first = untrained(1, Shape.of(8, 12), 1, 2);
        try (first; Segmenter other = untrained(1, Shape.of(8, 12), 1, 3)) {
            assertThatThrownBy(() -> new Ensemble(named(List.of(first, first, other))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(
                            "run 0 has 1 channels and 2 classes and run 2 has 1 channels and 3 classes");
        }
        try (first; Segmenter other = untrained(1, Shape.of(8, 12), 2, 2)) {
            assertThatThrownBy(() -> new Ensemble(named(List.of(first, other))))
                    .hasMessageContaining("run 1 has 2 channels");
        }
        assertThatThrownBy(() -> new Ensemble(Map.of())).hasMessageContaining("at least one network");
    }
}
