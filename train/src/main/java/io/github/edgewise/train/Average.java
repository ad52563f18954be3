package io.github.edgewise.train;

import io.github.edgewise.checkpoint.StateDict;
import io.github.edgewise.net.Model;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The exponential moving average of a model's weights (Polyak and Juditsky 1992; as used by Tarvainen and
/// Valpola, arXiv 1703.01780): after every step `a = d a + (1 - d) w`, with `d = min(decay, (1 + n) / (10 +
/// n))` after n steps, so that the first weights have little influence soon. The average varies less than
/// the weights of the last step, most of all at high learning rates.
///
/// Running means of a batch normalisation are averaged too; what it counts is not.
///
/// Build it outside any native scope; closing it frees the tensors.
final class Average implements AutoCloseable {
    private final double decay;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> averages = new LinkedHashMap<>();

    /// Begins with the weights that the model has.
    Average(Model model, double decay) {
        this.decay = decay;
        StateDict.of(model).tensors().forEach((name, weight) -> {
            if (!weight.is_floating_point()) { // how many batches a normalisation has seen
                weight.close();
                return;
            }
            weights.put(name, weight);
            averages.put(name, weight.detach().clone());
        });
    }

    /// Takes the weights after step `n`, counted from 0, into account.
    void add(long n) {
        double d = Math.min(decay, (1. + n) / (10. + n));
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            averages.forEach((name, average) -> average.lerp_(weight(name).detach(), new Scalar(1 - d)));
        }
    }

    /// Puts the averages into the model and its own weights here, or back: each call swaps them.
    void swap() {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            averages.forEach((name, average) -> {
                Tensor kept = average.clone();
                average.copy_(weight(name));
                weight(name).copy_(kept);
            });
        }
    }

    /// Begins anew with the weights that the model has.
    void restart() {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            averages.forEach((name, average) -> average.copy_(weight(name)));
        }
    }

    /// The averages by the names of the weights; shared.
    StateDict state() { return new StateDict("the average", averages); }

    /// Restores a state.
    ///
    /// @throws IOException if it does not fit; nothing is changed then
    void load(StateDict state) throws IOException { state.copyInto(state()); }

    private Tensor weight(String name) { return Objects.requireNonNull(weights.get(name)); }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
        weights.values().forEach(Tensor::close);
    }
}
