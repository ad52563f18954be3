package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.where;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Any loss on the worst logits of every neighbourhood, SCNP (arXiv 2603.18671): a thin object that is broken
/// at one voxel costs as if it were broken around it too.
///
/// For every class, z~ is the smallest logit z of the class among the voxels of the window that belong to the
/// class, if the voxel itself does, and otherwise the largest z among those that do not:
/// z~ = g minpool(z | g = 1) + (1 - g) maxpool(z | g = 0). The value is the loss of z~, with its range and
/// unit, and the gradient of z~ goes to one voxel of the window; among equal ones to the first in the order
/// z, y, x. Voxels beyond the border of the image do not count. The cost is that of two poolings per class.
///
/// It is made for thin, connected objects such as vessels and cracks. On specks it does harm: in the paper
/// the errors in the number of components rose on multiple sclerosis and stroke lesions. An absent class has
/// g = 0 everywhere: its most probable false positive counts for its whole neighbourhood.
///
/// With classes of shares ([Target#ofFractions]) a voxel belongs to a class of which it has more than half.
/// The published code marks the voxels that do not count with logits of 9999 and -9999; here they are left
/// out in any precision. After a softmax, the classes of z~ may come from different voxels, as in the paper.
///
/// @param loss the loss of z~
/// @param width voxels of the window along every axis, odd
/// @param both whether the loss of z is added
public record ScnpLoss(Loss loss, int width, boolean both) implements LossWrapper {
    /// Half, above which a voxel belongs to a class.
    private static final double HALF = 0.5;

    public ScnpLoss {
        if (width < 3 || width % 2 == 0) {
            throw new InvalidInputException(
                    "width of scnp must be an odd number of voxels from 3 up, but is " + width);
        }
    }

    /// Windows of 3 voxels, without the plain loss.
    public ScnpLoss(Loss loss) { this(loss, 3, false); }

    @Override
    public ScnpLoss with(Loss other) { return new ScnpLoss(other, width, both); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Tensor worst = loss.value(Prediction.of(worst(prediction.logits(), target.oneHot())), target, moment);
        return both ? worst.add(loss.value(prediction, target, moment)) : worst;
    }

    /// The worst logits, `[B, K, D, H, W]`. Every window has a voxel that counts: the one in its middle. So
    /// the infinite ones never get out.
    private Tensor worst(Tensor z, Tensor oneHot) {
        Tensor of = oneHot.gt(new Scalar(HALF));
        Tensor least = largest(where(of, z.neg(), new Scalar(Double.NEGATIVE_INFINITY))).neg();
        Tensor most = largest(where(of, new Scalar(Double.NEGATIVE_INFINITY), z));
        return where(of, least, most);
    }

    /// The largest value of each window. The fastest axis comes first, so that among equal voxels the first
    /// one is taken.
    private Tensor largest(Tensor x) {
        Tensor pooled = x;
        for (int axis = (int) x.dim() - 1; axis > 1; axis--) {
            pooled = Morphology.largest(pooled, axis, width / 2);
        }
        return pooled;
    }
}
