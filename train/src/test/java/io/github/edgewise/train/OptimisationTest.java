package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.Loader;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.sample.Patches;
import io.github.edgewise.plan.Plans;
import io.github.edgewise.sample.Sample;
import io.github.edgewise.sample.TargetSpec;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Model;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class OptimisationTest {
    private static final Shape PATCH = Shape.of(32, 32);

    @Test
    void the_rate_rises_in_a_straight_line_and_falls_as_its_decay_says() {
        var o = Recipe.Optimisation.USUAL.optimiser(Optimiser.SGD).learningRate(0.1)
                .decay(Decay.POLYNOMIAL).warmUp(0.1);
        assertThat(o.rate(0)).isZero();
        assertThat(o.rate(0.05)).isCloseTo(0.05 * Math.pow(0.95, 0.9), within(1e-12));
        assertThat(o.rate(0.5)).isCloseTo(0.1 * Math.pow(0.5, 0.9), within(1e-12));
        assertThat(o.rate(1)).isZero();
        assertThat(Decay.COSINE.at(0)).isEqualTo(1);
        assertThat(Decay.COSINE.at(0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Decay.COSINE.at(1)).isCloseTo(0, within(1e-12));
        assertThat(Decay.CONSTANT.at(1)).isEqualTo(1);
        assertThatThrownBy(() -> o.warmUp(1))
                .hasMessageContaining("warmUp");
        assertThatThrownBy(() -> o.longestGradient(0))
                .hasMessageContaining("longestGradient");
    }

    private static Model model() {
        Engine.start(1, 5);
        return new UNet(4, 2).build(Plans.of(PATCH, 1, 2));
    }

    private static Loader loader(int batch) {
        Phantom.Scan scan = new Phantom(Grid.of(PATCH), 2, 0.05, 1).make(0);
        var sample = new Sample("p", Normalisation.of(scan.image()), scan.labels(), TargetSpec.LABELS);
        return new Loader(List.of(sample), new Patches(PATCH, 0.5, Augmentation.NONE), batch, 1, 0, 1);
    }

    @Test
    void gradients_of_two_batches_are_those_of_one_twice_as_large() {
        var loss = WeightedSum.of(new DiceLoss());
        Model model = model();
        float[] first = values(model);
        UpdateRule plain = Optimiser.SGD.over(model, 0.1, 0);
        try (var small = loader(2); var large = loader(4)) {
            Batch both = large.next();
            new Step(model, plain, loss, false, 1, Double.POSITIVE_INFINITY).take(List.of(both),
                    TrainingTime.START,
                    List.of());
            float[] once = values(model);
            restore(model, first);
            new Step(model, Optimiser.SGD.over(model, 0.1, 0), loss, false, 1, Double.POSITIVE_INFINITY)
                    .take(List.of(small.next(), small.next()), TrainingTime.START, List.of());
            assertThat(values(model)).containsExactly(once, within(1e-5f));
            assertThat(once).isNotEqualTo(first);
        }
    }

    @Test
    void a_gradient_is_never_longer_than_allowed() {
        Model model = model();
        float[] first = values(model);
        try (var loader = loader(2)) {
            new Step(model, Optimiser.SGD.over(model, 1, 0), WeightedSum.of(new DiceLoss()), false, 1, 1e-3)
                    .take(List.of(loader.next()), TrainingTime.START, List.of());
        }
        float[] then = values(model);
        double squares = 0;
        for (int i = 0; i < first.length; i++) {
            squares += Math.pow(then[i] - first[i], 2);
        }
        assertThat(Math.sqrt(squares)).as("Nesterov's first step is 1.99 gradients")
                .isCloseTo(1.99e-3, within(1e-5));
    }

    @Test
    void the_average_follows_the_weights_and_is_swapped_in_and_out() {
        Model model = model();
        float[] first = values(model);
        try (var average = new Average(model, 0.9)) {
            double expected = 0;
            for (int n = 0; n < 20; n++) {
                try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
                    model.parameters().get(0).add_(new Scalar(1.));
                }
                average.add(n);
                double d = Math.min(0.9, (1. + n) / (10. + n));
                expected = d * expected + (1 - d) * (n + 1);
            }
            assertThat(values(model)[0]).isCloseTo(first[0] + 20, within(1e-4f));
            System.gc(); // whatever a handle hung on is gone now
            average.swap();
            assertThat(values(model)[0]).isCloseTo((float) (first[0] + expected), within(1e-3f));
            assertThat(values(model)[first.length - 1]).isEqualTo(first[first.length - 1]);
            average.swap();
            assertThat(values(model)[0]).isCloseTo(first[0] + 20, within(1e-4f));
        }
    }

    private static float[] values(Model model) {
        float[] all = new float[(int) model.weights()];
        int at = 0;
        try (var _ = new PointerScope()) {
            for (long i = 0; i < model.parameters().size(); i++) {
                float[] some = Tensors.floats(model.parameters().get(i));
                System.arraycopy(some, 0, all, at, some.length);
                at += some.length;
            }
        }
        return all;
    }

    private static void restore(Model model, float[] values) {
        int at = 0;
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (long i = 0; i < model.parameters().size(); i++) {
                Tensor weight = model.parameters().get(i);
                int n = (int) weight.numel();
                weight.flatten().copy_(Tensors.of(Arrays.copyOfRange(values, at, at + n), n));
                at += n;
            }
        }
    }
}
