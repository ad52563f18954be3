package io.github.edgewise.optimiser;

import io.github.edgewise.checkpoint.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// An optimiser: turns gradients into changes of the weights, and keeps a state that can be saved.
///
/// The engine's own optimisers do the same, but do not give Java access to their state. Create an optimiser
/// outside of any native scope. Closing it frees its state, not the weights.
public abstract class UpdateRule implements AutoCloseable {
    private static final String STEP = "step/";

    private final List<Slot> slots = new ArrayList<>();
    private final List<String> moments;
    private double rate;

    /// A weight and the state of the rule for it.
    static final class Slot {
        private final String name;
        private final Tensor weight;
        private final List<Tensor> moments;
        private long steps;

        Slot(String name, Tensor weight, List<Tensor> moments) {
            this.name = name;
            this.weight = weight;
            this.moments = moments;
        }

        Tensor weight() { return weight; }

        /// Moment number i: a tensor like the weight, 0 at first.
        Tensor moment(int i) { return moments.get(i); }

        /// The number of steps of this weight, including the current one.
        long steps() { return steps; }
    }

    /// @param network the network whose trainable weights are changed
    /// @param rate the first learning rate
    /// @param moments the names of the tensors that are kept per weight
    UpdateRule(Module network, double rate, List<String> moments) {
        this.rate = rate;
        this.moments = List.copyOf(moments);
        StateDict.of(network).tensors().forEach((name, weight) -> {
            if (weight.requires_grad()) {
                slots.add(new Slot(name, weight,
                        moments.stream().map(_ -> torch.zeros_like(weight.detach())).toList()));
            } else {
                weight.close(); // the handle, not the network's own
            }
        });
    }

    /// Changes one weight.
    abstract void update(Slot slot, Tensor gradient);

    /// Changes every weight that has a gradient.
    public final void step() {
        try (var _ = new NoGradGuard()) {
            for (Slot slot : slots) {
                // one scope per weight, so that the next weight reuses freed memory while it is in the cache
                try (var _ = new PointerScope()) {
                    Tensor gradient = slot.weight.grad();
                    if (!gradient.defined()) continue;
                    slot.steps++;
                    update(slot, gradient);
                }
            }
        }
    }

    /// Clears the gradients.
    public final void zeroGrad() {
        for (Slot slot : slots) {
            slot.weight.mutable_grad().reset();
        }
    }

    /// The learning rate.
    public final double rate() { return rate; }

    /// Sets the learning rate of the next steps.
    public final void rate(double learningRate) { rate = learningRate; }

    /// The state, shared with this rule: `MOMENT/WEIGHT`, a tensor like the weight, and `step/WEIGHT`, the
    /// number of its steps.
    public final StateDict state() {
        var state = new LinkedHashMap<String, Tensor>();
        for (Slot slot : slots) {
            for (int i = 0; i < moments.size(); i++) {
                state.put(moments.get(i) + "/" + slot.name, slot.moment(i));
            }
            state.put(STEP + slot.name, Tensor.create(new long[]{slot.steps}, new long[0]));
        }
        return new StateDict("the optimiser", state);
    }

    /// Continues from the state of an equal rule for an equal network. The learning rate is not part of the
    /// state.
    ///
    /// @throws IOException where the state does not fit; nothing is changed then
    public final void load(StateDict state) throws IOException {
        try (var _ = new PointerScope()) {
            StateDict target = state();
            state.copyInto(target);
            for (Slot slot : slots) {
                slot.steps = Objects.requireNonNull(target.tensors().get(STEP + slot.name)).item_long();
            }
        }
    }

    /// Clears the whole state, for use after the weights were replaced.
    public final void reset() {
        for (Slot slot : slots) {
            slot.moments.forEach(Tensor::zero_);
            slot.steps = 0;
        }
    }

    @Override
    public final void close() {
        for (Slot slot : slots) {
            slot.moments.forEach(Tensor::close);
            slot.weight.close();
        }
    }
}
