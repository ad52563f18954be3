package io.github.edgewise.loss;

import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.TrainingTime;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The values of the terms of a loss, and their gradients at the logits.
///
/// These gradients are cheap, because they end before the network. They show the share of each term in the
/// whole gradient, and adaptive weights (`Balance`) use them. Their weighted sum is all that the backward
/// pass through the network needs:
///
///     var terms = TermGradients.of(loss, Prediction.of(logits), target, moment);
///     var weights = loss.weights(moment, List.of(terms.measured()));
///     logits.backward(terms.total(weights), ...);
///
/// @param values of every term before its weight, without axes
/// @param gradients of every term before its weight, of the logits' shape
public record TermGradients(List<Tensor> values, List<Tensor> gradients) {
    /// The terms of a loss on one batch.
    public static TermGradients of(WeightedSum loss, Prediction prediction, Target target,
            TrainingTime moment) {
        List<Tensor> values = loss.values(prediction, target, moment);
        var gradients = new ArrayList<Tensor>();
        for (Tensor value : values) {
            TensorVector found = value.requires_grad()
                    ? torch.grad(new TensorVector(value), new TensorVector(prediction.logits()),
                            new TensorVector(),
                            new BoolOptional(true), false, true)
                    : new TensorVector();
            try {
                boolean depends = !found.empty() && found.get(0).defined();
                gradients.add(depends ? new Tensor(found.get(0)) : torch.zeros_like(prediction.logits()));
            } finally {
                Reference.reachabilityFence(found); // what get gives belongs to it
            }
        }
        return new TermGradients(values, gradients);
    }

    /// Values and lengths of the gradients, as numbers.
    public TermStatistics measured() {
        return new TermStatistics(values.stream().map(Tensor::item_double).toList(),
                gradients.stream().map(TermGradients::length).toList());
    }

    /// The cosine of the angle between the gradients of two terms: 1 if they have the same direction, -1 if
    /// they have opposite directions, 0 if one of them is zero.
    public double cosine(int i, int j) {
        if (i == j) return 1;
        double lengths = length(gradients.get(i)) * length(gradients.get(j));
        if (lengths == 0) return 0;
        double product = gradients.get(i).mul(gradients.get(j)).sum().item_double();
        return Math.clamp(product / lengths, -1, 1);
    }

    /// The gradient of the weighted sum.
    public Tensor total(List<Double> weights) {
        Tensor total = gradients.getFirst().mul(new Scalar(weights.getFirst()));
        for (int i = 1; i < gradients.size(); i++) {
            total = total.add(gradients.get(i), new Scalar(weights.get(i)));
        }
        return total;
    }

    private static double length(Tensor x) { return torch.norm(x).item_double(); }
}
