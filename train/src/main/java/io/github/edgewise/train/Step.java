package io.github.edgewise.train;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;

import io.github.edgewise.data.Batch;
import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Model;
import io.github.edgewise.schedule.Moment;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;

/// One step of the optimiser: batch to tensors, forward, loss, backward, update. Every tensor it makes is
/// freed with its scope.
///
/// @param model with its weights
/// @param optimizer over those weights
/// @param loss to minimise
/// @param bf16 whether to compute convolutions in bfloat16
record Step(Model model, Optimizer optimizer, WeightedSum loss, boolean bf16) {
    /// Gradients longer than this are scaled down to it.
    private static final double LONGEST_GRADIENT = 1;

    /// Takes the step and returns the values of the loss's terms before their weights, then their weighted
    /// sum.
    ///
    /// @throws IllegalStateException where the loss is not a finite number
    double[] take(Batch batch, Moment moment) {
        try (var _ = new PointerScope()) {
            optimizer.zero_grad();
            Tensor images = Tensors.of(batch.images(), batch.shape(batch.channels())); // [B,C,D,H,W]
            Tensor oneHot = Tensors.of(batch.oneHot(), batch.shape(batch.classes())); // [B,K,D,H,W]
            Target target = batch.hasDistances()
                    ? Target.of(oneHot, Tensors.of(batch.distances(), batch.shape(batch.classes())))
                    : Target.of(oneHot);
            Tensor logits = Autocast.bf16(bf16, () -> model.forward(images)); // [B,K,D,H,W]
            double[] values = backward(Prediction.of(logits), target, moment);
            clip_grad_norm_(model.parameters(), LONGEST_GRADIENT);
            optimizer.step();
            return values;
        }
    }

    private double[] backward(Prediction prediction, Target target, Moment moment) {
        List<Tensor> terms = loss.values(prediction, target, moment);
        Tensor total = loss.total(terms, moment); // []
        double[] values = new double[terms.size() + 1];
        for (int i = 0; i < terms.size(); i++) {
            values[i] = terms.get(i).item_double();
        }
        values[terms.size()] = total.item_double();
        if (!Double.isFinite(values[terms.size()])) {
            throw new IllegalStateException(
                    "the loss is " + values[terms.size()] + " in epoch " + (moment.epoch() + 1)
                            + "; try a lower learning rate or precision: FLOAT32");
        }
        total.backward();
        return values;
    }
}
