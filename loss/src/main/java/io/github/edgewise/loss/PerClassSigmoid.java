package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.github.edgewise.schedule.TrainingTime;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Any loss, for classes that may overlap: each class has its own sigmoid instead of one softmax over all
/// classes.
///
/// Every class of every image becomes an image with two classes: class 1 is the class itself, with
/// probability 1 / (1 + e^-z), and class 0 is everything else. The value is the wrapped loss of these images.
/// So a mean over images becomes a mean over images and classes: [CrossEntropyLoss] becomes the binary
/// cross-entropy, and a `BoundaryLoss()` supervises every channel. Class numbers in the wrapped loss mean
/// these two classes: `new DiceLoss(List.of(1))` leaves out everything else.
///
/// Targets have one channel per class, shape `[B, K, D, H, W]`. Any number of them may be 1 at a voxel. A
/// background channel is not needed. To segment, use a threshold of 0 on the logits.
///
/// @param loss the loss of images with two classes
public record PerClassSigmoid(Loss loss) implements LossWrapper {
    @Override
    public PerClassSigmoid with(Loss other) { return new PerClassSigmoid(other); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Tensor z = apart(prediction.logits()); // [B*K,1,D,H,W]
        return loss.value(Prediction.of(cat(new TensorVector(zeros_like(z), z), 1)), target.perClass(),
                moment);
    }

    /// Reshapes `[B, K, D, H, W]` to `[B*K, 1, D, H, W]`.
    static Tensor apart(Tensor x) { return x.flatten(0, 1).unsqueeze(1); }
}
