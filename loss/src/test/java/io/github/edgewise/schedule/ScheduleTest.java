package io.github.edgewise.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Npy;
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
            var moment = new Moment(e, 0);
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
        assertThat(ramp.at(Moment.START)).isEqualTo(0.01);
        assertThat(ramp.at(new Moment(99, 1))).isEqualTo(1);
        assertThat(ramp.othersAt(new Moment(50, 0.5))).isEqualTo(1);
    }
}
