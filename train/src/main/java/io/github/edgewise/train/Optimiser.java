package io.github.edgewise.train;

import io.github.edgewise.optimiser.Adam;
import io.github.edgewise.optimiser.Sgd;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.net.Model;

/// The rule that turns gradients into steps.
public enum Optimiser {
    /// Adam (Kingma and Ba, arXiv 1412.6980); weight decay is added to the gradient.
    ADAM,
    /// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).
    ADAMW,
    /// Stochastic gradient descent with Nesterov's momentum of 0.99, as nnU-Net trains; weight decay is
    /// added to the gradient. It needs a higher learning rate, such as 0.01.
    SGD;

    private static final double MOMENTUM = 0.99;

    /// The rule over all weights of a model, with the usual fall of Adam's mean of squares.
    public UpdateRule over(Model model, double learningRate, double weightDecay) {
        return over(model, learningRate, weightDecay, Adam.USUAL_BETA2);
    }

    /// The rule over all weights of a model.
    public UpdateRule over(Model model, double learningRate, double weightDecay, double beta2) {
        return switch (this) {
            case ADAM -> Adam.coupled(model, learningRate, weightDecay, beta2);
            case ADAMW -> Adam.decoupled(model, learningRate, weightDecay, beta2);
            case SGD -> new Sgd(model, learningRate, MOMENTUM, true, weightDecay);
        };
    }
}
