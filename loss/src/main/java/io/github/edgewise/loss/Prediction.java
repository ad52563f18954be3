package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The output of a network for a batch: the logits, and the probabilities that losses use. They are computed
/// only once.
///
/// Shape `[B, K, D, H, W]`, or `[B, K, H, W]` in 2-D; float32 or float64.
public final class Prediction {
    private final Tensor logits;
    private final Optional<Tensor> known;
    private Optional<Tensor> probabilities = Optional.empty();

    private Prediction(Tensor logits, Optional<Tensor> known) {
        this.logits = logits;
        this.known = known;
    }

    /// The prediction with these logits.
    ///
    /// @throws IllegalArgumentException where the logits are not of rank 4 or 5
    public static Prediction of(Tensor logits) {
        if (logits.dim() != 4 && logits.dim() != 5) {
            throw new InvalidInputException(
                    "logits must have shape [B,K,H,W] or [B,K,D,H,W], but these have rank " + logits.dim());
        }
        return new Prediction(logits, Optional.empty());
    }

    /// The same, but without the voxels where the mask is 0: there all logits and all probabilities are 0, and
    /// no gradient gets to the logits.
    ///
    /// @param mask 1 or 0, `[B, 1, D, H, W]`
    Prediction at(Tensor mask) {
        if (known.isPresent()) return this;
        Tensor there = mask.gt(new Scalar(0));
        return new Prediction(torch.where(there, logits, new Scalar(0.)),
                Optional.of(there.to(logits.scalar_type())));
    }

    public Tensor logits() { return logits; }

    /// The number of classes, K.
    public int classes() { return Math.toIntExact(logits.size(1)); }

    /// The softmax of the logits over the classes; 0 where the class is unknown, see [Target#seen].
    public Tensor probabilities() {
        if (probabilities.isEmpty()) {
            Tensor p = torch.softmax(logits, 1);
            probabilities = Optional.of(known.isPresent() ? p.mul(known.get()) : p);
        }
        return probabilities.get();
    }
}
