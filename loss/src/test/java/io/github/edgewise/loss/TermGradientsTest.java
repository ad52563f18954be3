package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.Balance;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class TermGradientsTest {
    private static final long[] SHAPE = {2, 2, 3, 5};

    private static Target target(SplittableRandom random) {
        double[] g = new double[60];
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < 15; i++) {
                g[(2 * b + random.nextInt(2)) * 15 + i] = 1;
            }
        }
        return Target.of(Doubles.of(g, ScalarType.Double, SHAPE),
                Doubles.of(random.doubles(60, -9, 9).toArray(), ScalarType.Double, SHAPE));
    }

    @Test
    void the_weighted_sum_of_the_gradients_is_the_gradient_of_the_weighted_sum() {
        var random = new SplittableRandom(4);
        double[] z = random.doubles(60, -2, 2).toArray();
        WeightedSum loss = new GeneralizedDiceLoss().plus(0.3, new CrossEntropyLoss()).plus(0.01,
                new BoundaryLoss());
        try (var _ = new PointerScope()) {
            Target target = target(random);
            Tensor whole = Doubles.leaf(z, ScalarType.Double, SHAPE);
            loss.value(Prediction.of(whole), target).backward();
            double[] expected = Doubles.values(whole.grad());

            Tensor logits = Doubles.leaf(z, ScalarType.Double, SHAPE);
            TermGradients terms = TermGradients.of(loss, Prediction.of(logits), target, TrainingTime.START);
            double[] total = Doubles.values(terms.total(loss.weights(TrainingTime.START)));
            for (int i = 0; i < expected.length; i++) {
                assertThat(total[i]).isCloseTo(expected[i], within(1e-15));
            }
            assertThat(terms.measured().values().getFirst())
                    .isEqualTo(new GeneralizedDiceLoss().value(Prediction.of(logits), target).item_double());
        }
    }

    @Test
    void a_balanced_term_pulls_as_hard_as_it_should() {
        WeightedSum loss = new GeneralizedDiceLoss().plus(new Balance(0.25, 0.25), new BoundaryLoss());
        var random = new SplittableRandom(5);
        try (var _ = new PointerScope()) {
            Target target = target(random);
            Tensor logits = Doubles.leaf(random.doubles(60, -2, 2).toArray(), ScalarType.Double, SHAPE);
            TermGradients terms = TermGradients.of(loss, Prediction.of(logits), target, TrainingTime.START);
            List<Double> weights = loss.weights(TrainingTime.START, List.of(terms.measured()));
            List<Double> lengths = terms.measured().gradients();
            assertThat(weights.getLast() * lengths.getLast() / lengths.getFirst()).isCloseTo(0.25,
                    within(1e-12));
            assertThat(terms.cosine(0, 0)).isCloseTo(1, within(1e-12));
            assertThat(terms.cosine(0, 1)).isBetween(-1., 1.);
        }
    }

    @Test
    void a_term_that_knows_nothing_of_the_logits_pulls_not_at_all() {
        Loss fixed = (p, t, m) -> t.oneHot().sum();
        try (var _ = new PointerScope()) {
            Tensor logits = Doubles.leaf(new double[60], ScalarType.Double, SHAPE);
            TermGradients terms = TermGradients.of(new DiceLoss().plus(1, fixed), Prediction.of(logits),
                    target(new SplittableRandom(6)), TrainingTime.START);
            assertThat(terms.measured().gradients().getLast()).isZero();
            assertThat(terms.cosine(0, 1)).isZero();
        }
    }
}
