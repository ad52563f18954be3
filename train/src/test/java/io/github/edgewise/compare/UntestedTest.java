package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class UntestedTest {
    private static final int PATIENTS = 12;

    /// Dice that differ between patients and losses, and another metric that is a function of Dice.
    private static Analysis with(String metric, DoubleUnaryOperator ofDice) {
        var some = new SomeResults(3);
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < PATIENTS; p++) {
                double dice = 0.4 + 0.03 * p + 0.01 * c * ((p * 5) % PATIENTS - 4);
                some.score(c, 0, "case" + p, "case" + p, 1, "dice", dice).score(c, 0, "case" + p, "case" + p,
                        1,
                        metric, ofDice.applyAsDouble(dice));
            }
        }
        return Analysis.of(some.results());
    }

    @Test
    void of_two_metrics_with_the_same_numbers_one_is_tested() {
        Analysis analysis = with("boundary_iou", dice -> dice);
        assertThat(analysis.untested())
                .containsExactly(new Untested("boundary_iou", Optional.of("dice"), 1));
        assertThat(analysis.testedMetrics()).containsExactly("dice");
        assertThat(analysis.effects()).hasSize(2);
        assertThat(analysis.effect("dice", "b").orElseThrow().adjusted()).as("corrected for two tests")
                .isLessThanOrEqualTo(2 * analysis.effect("dice", "b").orElseThrow().p());
        assertThat(analysis.estimates("boundary_iou", 1)).as("it is still in the tables").hasSize(3);
        assertThat(Verdict.of(analysis).limits())
                .contains("Not tested, so that p is corrected for fewer tests: "
                        + "boundary IoU, whose differences have the same signs and order as those in Dice.");
    }

    @Test
    void iou_orders_patients_and_losses_as_dice_does() {
        Analysis analysis = with("boundary_iou", dice -> dice / (2 - dice));
        assertThat(analysis.untested()).extracting(Untested::metric).containsExactly("boundary_iou");
        assertThat(analysis.untested().getFirst().agreement()).isBetween(0.9, 1.);
    }

    @Test
    void a_distance_that_falls_as_dice_rises_repeats_it_too() {
        assertThat(with("hd95", dice -> 30 * (1 - dice)).untested())
                .containsExactly(new Untested("hd95", Optional.of("dice"), 1));
    }

    @Test
    void a_metric_that_orders_the_patients_otherwise_is_tested() {
        assertThat(with("nsd", dice -> Math.abs(Math.sin(40 * dice))).untested()).isEmpty();
        assertThat(with("nsd", dice -> Math.abs(Math.sin(40 * dice))).effects()).hasSize(4);
    }

    @Test
    void a_metric_that_is_the_same_for_every_loss_is_not_tested() {
        Analysis analysis = with("lesion_f1", _ -> 1);
        assertThat(analysis.untested()).containsExactly(new Untested("lesion_f1", Optional.empty(), 1));
        assertThat(Verdict.of(analysis).limits())
                .anyMatch(l -> l.endsWith("lesion F1, which is the same for all losses in every patient."));
    }

    @Test
    void if_the_losses_do_not_differ_at_all_nothing_is_left_out() {
        assertThat(Analysis.of(SomeResults.of(2, 1, 12, (_, _, _) -> 0.7)).untested()).isEmpty();
    }

    @Test
    void with_few_patients_an_equal_order_may_be_chance() {
        ComparisonResults few = SomeResults.of(2, 1, 4, (c, _, p) -> 0.5 + 0.01 * c * (p + 1));
        assertThat(Analysis.of(few).untested()).isEmpty();
        assertThat(Analysis.of(few).testedMetrics()).containsExactly("dice", "hd95", "nsd", "boundary_iou");
    }

    @Test
    void what_is_left_out_does_not_depend_on_which_loss_is_better() {
        for (int seed = 0; seed < 20; seed++) {
            List<Untested> one = swapped(seed, 0).untested();
            assertThat(swapped(seed, 0b101101).untested()).hasSameSizeAs(one).allSatisfy(u -> assertThat(
                    one.getFirst().agreement()).isCloseTo(u.agreement(), within(1e-12)));
        }
    }

    /// Two losses, exchanged for some patients.
    private static Analysis swapped(int seed, int patients) {
        var random = new SplittableRandom(seed);
        var some = new SomeResults(2);
        for (int p = 0; p < PATIENTS; p++) {
            for (int c = 0; c < 2; c++) {
                double dice = random.nextDouble(0.3, 0.9);
                int loss = (patients >> p & 1) == 1 ? 1 - c : c;
                some.score(loss, 0, "case" + p, "case" + p, 1, "dice", dice).score(loss, 0, "case" + p,
                        "case" + p,
                        1, "boundary_iou", dice / (2 - dice) + 0.01 * random.nextDouble());
            }
        }
        return Analysis.of(some.results());
    }
}
