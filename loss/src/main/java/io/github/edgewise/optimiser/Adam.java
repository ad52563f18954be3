package io.github.edgewise.optimiser;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Adam (Kingma and Ba, arXiv 1412.6980), like PyTorch's `Adam`, or with decoupled weight decay (Loshchilov
/// and Hutter, arXiv 1711.05101), like its `AdamW`. The first moment decays by 0.9 per step, the second by b,
/// which is 0.999 by default. Epsilon is 1e-8.
///
/// `m = 0.9 m + 0.1 g`, `v = b v + (1 - b) g^2`, and after t steps
/// `w -= rate / (1 - 0.9^t) m / (sqrt(v / (1 - b^t)) + epsilon)`.
public final class Adam extends UpdateRule {
    private static final double BETA1 = 0.9;
    /// The default decay of the second moment (the mean of squares) per step.
    public static final double USUAL_BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double decay;
    private final boolean decoupled;
    private final double beta2;

    private Adam(Module network, double rate, double decay, boolean decoupled, double beta2) {
        super(network, rate, List.of("exp_avg", "exp_avg_sq"));
        this.decay = decay;
        this.decoupled = decoupled;
        this.beta2 = beta2;
    }

    /// Adam for the trainable weights of a network. Weight decay is added to the gradient.
    public static Adam coupled(Module network, double rate, double decay) {
        return coupled(network, rate, decay, USUAL_BETA2);
    }

    /// The same with another decay of the second moment.
    public static Adam coupled(Module network, double rate, double decay, double beta2) {
        return new Adam(network, rate, decay, false, beta2);
    }

    /// AdamW for the trainable weights of a network: `w -= rate decay w` before every step.
    public static Adam decoupled(Module network, double rate, double decay) {
        return decoupled(network, rate, decay, USUAL_BETA2);
    }

    /// The same with another decay of the second moment.
    public static Adam decoupled(Module network, double rate, double decay, double beta2) {
        return new Adam(network, rate, decay, true, beta2);
    }

    @Override
    void update(Slot slot, Tensor gradient) {
        Tensor w = slot.weight();
        Tensor g = gradient;
        if (decay != 0 && decoupled) {
            w.mul_(new Scalar(1 - rate() * decay));
        } else if (decay != 0) {
            g = gradient.add(w, new Scalar(decay));
        }
        Tensor m = slot.moment(0).mul_(new Scalar(BETA1)).add_(g, new Scalar(1 - BETA1));
        Tensor v = slot.moment(1).mul_(new Scalar(beta2)).addcmul_(g, g, new Scalar(1 - beta2));
        double unbias1 = 1 - Math.pow(BETA1, (double) slot.steps());
        double unbias2 = 1 - Math.pow(beta2, (double) slot.steps());
        Tensor spread = v.sqrt().div_(new Scalar(Math.sqrt(unbias2))).add_(new Scalar(EPSILON));
        w.addcdiv_(m, spread, new Scalar(-rate() / unbias1));
    }
}
