package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Sums in arrays are tested in `predict`; they are the reference here.
class TensorWindowSumsTest {
    /// The same network, which leaves its sums to arrays.
    private record InArrays(PatchLogits network) implements PatchLogits {
        @Override
        public float[] logits(float[] patches, int batch, Shape patch) {
            return network.logits(patches, batch, patch);
        }

        @Override
        public Size stride() { return network.stride(); }

        @Override
        public void close() { network.close(); }
    }

    private static Volume noise(Shape shape) {
        float[] values = new float[shape.voxels()];
        var random = new SplittableRandom(4);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        return new Volume(Grid.of(shape), values);
    }

    @Test
    void probabilities_are_those_of_sums_in_arrays() {
        for (Shape patch : List.of(Shape.of(8, 12), Shape.of(6, 8, 10))) {
            for (Shape image : List.of(Shape.of(5, 7), Shape.of(29, 31), Shape.of(5, 7, 20),
                    Shape.of(14, 9, 12))) {
                if (image.axes() < patch.axes()) continue;
                check(patch, image, 0);
                check(patch, image, 0.5);
            }
        }
    }

    private static void check(Shape patch, Shape shape, double overlap) {
        Engine.start(1, 5);
        Plan plan = Plans.of(patch, 1, 3);
        var network = new TorchPatchLogits(new UNet(4, 1).build(plan), false);
        Volume image = noise(shape);
        try (var tensors = new Segmenter(network, plan.description(), overlap)) {
            var arrays = new Segmenter(new InArrays(network), plan.description(), overlap);
            for (boolean mirrored : new boolean[]{false, true}) {
                Segmenter one = mirrored ? tensors.mirrored() : tensors;
                Segmenter other = mirrored ? arrays.mirrored() : arrays;
                float[] expected = other.probabilities(image).values();
                float[] got = one.probabilities(image).values();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(got[i])
                            .as("windows of %s in %s, overlap %s, mirrored %s", patch, shape, overlap,
                                    mirrored)
                            .isCloseTo(expected[i], within(1.2e-7f)); // one bit
                }
                assertThat(one.segment(image).labels()).isEqualTo(other.segment(image).labels());
            }
        }
    }
}
