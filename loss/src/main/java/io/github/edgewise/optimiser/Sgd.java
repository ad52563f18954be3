package io.github.edgewise.optimiser;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Stochastic gradient descent with momentum, like PyTorch's `SGD` without dampening.
///
/// `g = gradient + decay w`, `m = momentum m + g`, then `w -= rate m`, or with Nesterov's momentum (Sutskever
/// et al., ICML 2013) `w -= rate (g + momentum m)`.
public final class Sgd extends UpdateRule {
    private final double momentum;
    private final boolean nesterov;
    private final double decay;

    /// @param network the network whose trainable weights are changed
    /// @param rate the first learning rate
    /// @param momentum from 0 to below 1
    /// @param nesterov whether to use Nesterov's momentum
    /// @param decay weight decay, added to the gradient
    public Sgd(Module network, double rate, double momentum, boolean nesterov, double decay) {
        super(network, rate, List.of("momentum_buffer"));
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.decay = decay;
    }

    @Override
    void update(Slot slot, Tensor gradient) {
        Tensor w = slot.weight();
        Tensor g = decay == 0 ? gradient : gradient.add(w, new Scalar(decay));
        Tensor m = slot.moment(0).mul_(new Scalar(momentum)).add_(g);
        w.add_(nesterov ? g.add(m, new Scalar(momentum)) : m, new Scalar(-rate()));
    }
}
