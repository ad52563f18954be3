package io.github.edgewise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.SplittableRandom;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;

/// What [Segmenter] does with logits is tested beside it; here only that they are those of the network.
class TorchPatchLogitsTest {
    private static float[] noise(int length) {
        float[] values = new float[length];
        var random = new SplittableRandom(2);
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble();
        }
        return values;
    }

    private static Model model(Plan plan) {
        Engine.start(1, 5);
        return new UNet(4, 1).build(plan);
    }

    private static float[] forward(Model model, float[] images, long... shape) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            return Tensors.floats(model.forward(Tensors.of(images, shape)));
        }
    }

    @Test
    void logits_are_those_of_the_network() {
        float[] pictures = noise(2 * 2 * 8 * 12);
        float[] cubes = noise(2 * 8 * 8 * 10);
        Model flat = model(Plans.of(Shape.of(8, 12), 2, 3));
        Model solid = model(Plans.of(Shape.of(8, 8, 10), 1, 3));
        float[] ofPictures = forward(flat, pictures, 2, 2, 8, 12);
        float[] ofCubes = forward(solid, cubes, 2, 1, 8, 8, 10);

        try (var logits = new TorchPatchLogits(flat, false)) {
            assertThat(logits.logits(pictures, 2, Shape.of(8, 12))).hasSize(2 * 3 * 8 * 12)
                    .isEqualTo(ofPictures);
        }
        try (var logits = new TorchPatchLogits(solid, false)) {
            assertThat(logits.logits(cubes, 2, Shape.of(8, 8, 10))).hasSize(2 * 3 * 8 * 8 * 10)
                    .isEqualTo(ofCubes);
        }
    }

    @Test
    void bfloat16_rounds_the_logits_but_little() {
        float[] pictures = noise(8 * 12);
        Model model = model(Plans.of(Shape.of(8, 12), 1, 3));
        float[] exact = forward(model, pictures, 1, 1, 8, 12);
        try (var logits = new TorchPatchLogits(model, true)) {
            float[] rounded = logits.logits(pictures, 1, Shape.of(8, 12));
            assertThat(rounded).isNotEqualTo(exact);
            for (int i = 0; i < exact.length; i++) {
                assertThat(rounded[i]).isBetween(exact[i] - 0.2f, exact[i] + 0.2f);
            }
        }
    }

    @Test
    void a_segmenter_works_with_them() {
        Plan plan = Plans.of(Shape.of(8, 12), 1, 3);
        try (var segmenter = new Segmenter(new TorchPatchLogits(model(plan), false), plan.description(),
                0.5)) {
            float[] p = segmenter.mirrored().probabilities(
                    new Volume(Grid.of(Shape.of(11, 13)), noise(143))).values();
            for (int i = 0; i < 143; i++) {
                assertThat(p[i] + p[143 + i] + p[286 + i]).isBetween(0.9999f, 1.0001f);
            }
        }
    }

    @Test
    void two_windows_together_have_the_logits_that_each_has_alone() {
        Model model = model(Plans.of(Shape.of(8, 12), 1, 3));
        float[] two = noise(2 * 8 * 12);
        float[] together = forward(model, two, 2, 1, 8, 12);
        try (var logits = new TorchPatchLogits(model, false)) {
            for (int i = 0; i < 2; i++) {
                float[] alone = logits.logits(Arrays.copyOfRange(two, i * 96, (i + 1) * 96), 1,
                        Shape.of(8, 12));
                float[] its = Arrays.copyOfRange(together, i * 3 * 96, (i + 1) * 3 * 96);
                assertThat(its).containsExactly(alone, within(1e-5f));
            }
        }
    }
}
