package io.github.edgewise.train;

import io.github.edgewise.net.Model;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGDOptions;

/// How gradients become steps.
public enum Optimiser {
    /// Adam (Kingma and Ba, arXiv 1412.6980); weight decay is added to the gradient.
    ADAM,
    /// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).
    ADAMW,
    /// Stochastic gradient descent with Nesterov's momentum of 0.99, as nnU-Net trains; wants a higher
    /// learning rate, such as 0.01.
    SGD;

    private static final double MOMENTUM = 0.99;

    /// An engine optimiser over all weights of a model, with the engine's default moments (0.9, 0.999).
    Optimizer over(Model model, double learningRate, double weightDecay) {
        return switch (this) {
            case ADAM -> {
                var options = new AdamOptions(learningRate);
                options.weight_decay().put(weightDecay);
                yield new Adam(model.parameters(), options);
            }
            case ADAMW -> {
                var options = new AdamWOptions(learningRate);
                options.weight_decay().put(weightDecay);
                yield new AdamW(model.parameters(), options);
            }
            case SGD -> {
                var options = new SGDOptions(learningRate);
                options.weight_decay().put(weightDecay);
                options.momentum().put(MOMENTUM);
                options.nesterov().put(true);
                yield new org.bytedeco.pytorch.SGD(model.parameters(), options);
            }
        };
    }

    /// Sets the learning rate of every group.
    static void rate(Optimizer optimizer, double learningRate) {
        var groups = optimizer.param_groups();
        for (long i = 0; i < groups.size(); i++) {
            groups.get(i).options().set_lr(learningRate);
        }
    }
}
