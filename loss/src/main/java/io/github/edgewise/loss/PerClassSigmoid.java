package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.github.edgewise.schedule.TrainingTime;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Any loss for classes that may overlap, each with a sigmoid of its own in place of one softmax over all.
///
/// Every class of every image becomes an image of two classes: 1, the class, with probability 1 / (1 + e^-z),
/// and 0, all else. The value is the wrapped loss of these, so a mean over images is now one over images and
/// classes: [CrossEntropyLoss] becomes the binary cross-entropy, and a `BoundaryLoss()` sees every channel.
/// Class numbers within the wrapped loss mean these two: `new DiceLoss(List.of(1))` leaves out all else.
///
/// Targets are one channel per class, shape `[B, K, D, H, W]`, of which any number may be 1 at a voxel; a
/// background channel is not needed. Segment with a threshold of 0 on the logits.
///
/// @param loss of images of two classes
public record PerClassSigmoid(Loss loss) implements Loss {
    @Override
    public boolean needsDistances() { return loss.needsDistances(); }

    @Override
    public double reachMm() { return loss.reachMm(); }

    @Override
    public Maps maps() { return loss.maps(); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Tensor z = apart(prediction.logits()); // [B*K,1,D,H,W]
        return loss.value(Prediction.of(cat(new TensorVector(zeros_like(z), z), 1)), target.perClass(),
                moment);
    }

    /// `[B, K, D, H, W]` to `[B*K, 1, D, H, W]`.
    static Tensor apart(Tensor x) { return x.flatten(0, 1).unsqueeze(1); }
}
