package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The output of a network for a batch: the logits, and the probabilities that losses use. They are computed
/// only once.
///
/// Shape `[B, K, D, H, W]`, or `[B, K, H, W]` in 2-D; float32 or float64.
public final class Prediction {
    private final Tensor logits;
    private Optional<Tensor> probabilities = Optional.empty();

    private Prediction(Tensor logits) { this.logits = logits; }

    /// The prediction with these logits.
    ///
    /// @throws IllegalArgumentException where the logits are not of rank 4 or 5
    public static Prediction of(Tensor logits) {
        if (logits.dim() != 4 && logits.dim() != 5) {
            throw new InvalidInputException(
                    "logits must have shape [B,K,H,W] or [B,K,D,H,W], but these have rank " + logits.dim());
        }
        return new Prediction(logits);
    }

    public Tensor logits() { return logits; }

    /// The number of classes, K.
    public int classes() { return Math.toIntExact(logits.size(1)); }

    /// The softmax of the logits over the classes.
    public Tensor probabilities() {
        if (probabilities.isEmpty()) probabilities = Optional.of(torch.softmax(logits, 1));
        return probabilities.get();
    }
}
