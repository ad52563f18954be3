package io.github.edgewise.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.fixture.Npy;
import java.io.IOException;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class UpdateRuleTest {
    /// A 2 x 3 matrix and nothing else.
    private static LinearImpl matrix(float[] values) {
        var options = new LinearOptions(3, 2);
        options.bias().put(false);
        var net = new LinearImpl(options);
        try (var _ = new NoGradGuard()) {
            net.weight().copy_(Tensors.of(values, 2, 3));
        }
        return net;
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.get(i).doubleValue();
        }
        return values;
    }

    /// Gives the weights that gradient.
    private static void gradient(LinearImpl net, float[] values) {
        try (var _ = new PointerScope()) {
            net.weight().mul(Tensors.of(values, 2, 3)).sum().backward();
        }
    }

    private static UpdateRule named(String name, Module net) {
        return switch (name) {
            case "adam" -> Adam.coupled(net, 0.1, 0.05);
            case "adam99" -> Adam.coupled(net, 0.1, 0, 0.99);
            case "adamw" -> Adam.decoupled(net, 0.1, 0.05);
            case "sgd" -> new Sgd(net, 0.1, 0.9, true, 0.05);
            default -> new Sgd(net, 0.1, 0.9, false, 0);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "adamw", "sgd", "heavy"})
    void steps_are_those_of_pytorch(String name) {
        JsonNode steps = new ObjectMapper().readTree(Npy.bytes("statedict/optimisers.json")).get(name);
        LinearImpl net = matrix(floats(steps.get(0).get("weight")));
        UpdateRule rule = named(name, net);
        for (int i = 1; i < steps.size(); i++) {
            rule.rate(0.1 / i);
            rule.zeroGrad();
            float[] gradient = floats(steps.get(i).get("gradient"));
            if (gradient.length > 0) gradient(net, gradient);
            rule.step();
            assertThat(Tensors.floats(net.weight())).as("after step " + i)
                    .containsExactly(floats(steps.get(i).get("weight")), within(2e-7f));
        }
        assertThat(steps.size()).isEqualTo(7);
    }

    private static Optimizer engine(String name, TensorVector weights) {
        return switch (name) {
            case "adam" -> {
                var options = new AdamOptions(0.1);
                options.weight_decay().put(0.05);
                yield new org.bytedeco.pytorch.Adam(weights, options);
            }
            case "adam99" -> {
                var options = new AdamOptions(0.1);
                boolean isReversed = options.betas().get(0) == 0.999; // as some C++ libraries lay out a tuple
                options.betas().put(isReversed ? 0 : 1, 0.99);
                yield new org.bytedeco.pytorch.Adam(weights, options);
            }
            case "adamw" -> {
                var options = new AdamWOptions(0.1);
                options.weight_decay().put(0.05);
                yield new AdamW(weights, options);
            }
            default -> {
                var options = new SGDOptions(0.1);
                options.momentum().put(0.9);
                options.weight_decay().put(0.05);
                options.nesterov().put(true);
                yield new SGD(weights, options);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "adam99", "adamw", "sgd"})
    void steps_are_those_of_the_engine_bit_for_bit(String name) {
        Engine.start(1, 3);
        LinearImpl ours = matrix(new float[]{1, -2, 3, 0.1f, 0.2f, -0.3f});
        LinearImpl theirs = matrix(new float[]{1, -2, 3, 0.1f, 0.2f, -0.3f});
        UpdateRule rule = named(name, ours);
        Optimizer engine = engine(name, theirs.parameters());
        for (int i = 0; i < 20; i++) {
            float[] gradient = {1f / (i + 1), i, -3, (float) Math.sin(i), 1e-6f, 1e4f};
            rule.zeroGrad();
            engine.zero_grad();
            gradient(ours, gradient);
            gradient(theirs, gradient);
            rule.step();
            engine.step();
            assertThat(Tensors.floats(ours.weight())).isEqualTo(Tensors.floats(theirs.weight()));
        }
    }

    /// The weights after two steps with gradients.
    private static float[] twoSteps(LinearImpl net, UpdateRule rule) {
        for (int i = 0; i < 2; i++) {
            rule.zeroGrad();
            gradient(net, new float[]{1, 2, 3, 4, 5, 6});
            rule.step();
        }
        return Tensors.floats(net.weight());
    }

    @Test
    void after_a_reset_a_rule_is_as_new_and_frozen_weights_stay() throws IOException {
        Function<LinearImpl, UpdateRule> adam = net -> Adam.decoupled(net, 0.1, 0.1);
        LinearImpl fresh = matrix(new float[6]);
        LinearImpl used = matrix(new float[6]);
        UpdateRule rule = adam.apply(used);
        assertThat(twoSteps(used, rule)).isNotEqualTo(new float[6]);
        try (var _ = new NoGradGuard()) {
            used.weight().zero_();
        }
        rule.reset();
        assertThat(twoSteps(used, rule)).isEqualTo(twoSteps(fresh, adam.apply(fresh)));
        var frozen = matrix(new float[]{1, 1, 1, 1, 1, 1});
        frozen.weight().set_requires_grad(false);
        UpdateRule idle = adam.apply(frozen);
        idle.step();
        assertThat(idle.state().tensors()).isEmpty();
        assertThat(Tensors.floats(frozen.weight())).containsOnly(1);
        assertThatThrownBy(() -> new Sgd(used, 0.1, 0.9, true, 0).load(rule.state()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 missing: momentum_buffer/weight; 2 unknown: exp_avg/weight");
    }
}
