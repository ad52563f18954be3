package io.github.edgewise.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Npy;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTest {
    private static final JsonNode GOLDEN = new JsonMapper().readTree(Npy.bytes("schedules.json"));

    @Test
    void constant_increase_and_rebalance_equal_the_reference() {
        compare("DummyScheduler [[1,0.01]]", new Constant(0.01));
        compare("StealWeight(0.01) from [1,0.01], weights used in epoch 0..109", new Rebalance(0.01, 0.01));
        compare("StealWeight(0.01) from [1,0.1]", new Rebalance(0.1, 0.01));
        compare("StealWeight(0.05) from [1,0.0]", new Rebalance(0, 0.05));
        compare("AddWeightLoss([0,0.01]) from [1,0.01]", new Increase(0.01, 0.01));
    }

    private static void compare(String name, Schedule schedule) {
        JsonNode epochs = GOLDEN.path(name);
        assertThat(epochs.size()).as(name).isGreaterThan(4);
        for (int e = 0; e < epochs.size(); e++) {
            var moment = new TrainingTime(e, 0);
            assertThat(schedule.othersAt(moment)).as(name + " " + e).isCloseTo(
                    epochs.get(e).get(0).asDouble(),
                    within(1e-12));
            assertThat(schedule.at(moment)).as(name + " " + e).isCloseTo(epochs.get(e).get(1).asDouble(),
                    within(1e-12));
        }
    }

    @Test
    void a_ramp_runs_from_the_first_epoch_to_the_last() {
        var ramp = new Ramp(0.01, 1);
        assertThat(ramp.at(TrainingTime.START)).isEqualTo(0.01);
        assertThat(ramp.at(new TrainingTime(99, 1))).isEqualTo(1);
        assertThat(ramp.othersAt(new TrainingTime(50, 0.5))).isEqualTo(1);
    }

    @Test
    void ramp_and_cosine_with_a_pause_equal_the_weights_of_mist() {
        JsonNode mist = new JsonMapper().readTree(Npy.bytes("mist.json")).path("alpha_schedules");
        compare(mist.path("linear(num_epochs=100)"), 100, new Ramp(1, 0, 5));
        compare(mist.path("cosine(num_epochs=100)"), 100, new Cosine(1, 0, 5));
        compare(mist.path("linear(num_epochs=20,init_pause=0)"), 20, new Ramp(1, 0));
        compare(mist.path("constant"), 100, new Constant(0.5));
    }

    private static void compare(JsonNode weights, int epochs, Schedule schedule) {
        assertThat(weights.size()).isGreaterThan(2);
        for (int e = 0; e < weights.size(); e++) {
            var moment = new TrainingTime(e, Math.min(1, e / (epochs - 1.)));
            assertThat(schedule.at(moment)).as("epoch " + e).isCloseTo(weights.get(e).asDouble(),
                    within(1e-12));
        }
    }

    @Test
    void a_balance_holds_the_pull_of_its_term_at_a_share_of_the_first_ones() {
        var balance = new Balance(0.1, 0.5, 0, 1000);
        var measured = new TermStatistics(List.of(0.9, 3.), List.of(0.2, 0.004));
        assertThat(balance.at(TrainingTime.START, List.of(measured), 1)).isCloseTo(0.1 * 0.2 / 0.004,
                within(1e-12));
        assertThat(balance.at(new TrainingTime(9, 1), List.of(measured, measured), 1))
                .isCloseTo(0.5 * 0.2 / 0.004, within(1e-12));
        assertThat(balance.at(new TrainingTime(9, 1),
                List.of(new TermStatistics(List.of(1., 1.), List.of(1., 1e-9))), 1))
                .isEqualTo(1000);
        assertThat(balance.at(new TrainingTime(9, 1),
                List.of(new TermStatistics(List.of(1., 0.), List.of(1., 0.))), 1))
                .as("a term that does not pull").isZero();
        assertThat(balance.at(TrainingTime.START)).as("nothing measured").isZero();
    }

    @Test
    void soft_adapt_gives_more_weight_to_the_term_that_falls_more_slowly() {
        var adapt = new SoftAdapt(0.01, 1);
        var first = new TermStatistics(List.of(1., 10.), List.of(1., 1.));
        assertThat(adapt.at(new TrainingTime(1, 0.1), List.of(first), 1)).isEqualTo(0.01);
        assertThat(adapt.at(new TrainingTime(2, 0.2),
                List.of(first, new TermStatistics(List.of(0.5, 5.), List.of(1., 1.))), 1))
                .as("equally fast").isCloseTo(0.01, within(1e-15));
        double slower = adapt.at(new TrainingTime(2, 0.2),
                List.of(first, new TermStatistics(List.of(0.5, 10.), List.of(1., 1.))), 1);
        assertThat(slower).isCloseTo(0.02 / (1 + Math.exp(-0.5)), within(1e-15));
    }

    @Test
    void a_rebalanced_weight_stays_at_its_most() {
        var capped = new Rebalance(0.01, 0.01, 1);
        assertThat(capped.at(new TrainingTime(50, 0.5)))
                .isEqualTo(new Rebalance().at(new TrainingTime(50, 0.5)));
        assertThat(capped.at(new TrainingTime(120, 1))).isEqualTo(1);
        assertThat(new Rebalance().at(new TrainingTime(120, 1))).isGreaterThan(1.2);
        assertThat(capped.othersAt(new TrainingTime(120, 1))).isEqualTo(0.1);
    }
}
