package io.github.edgewise.loss;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A region loss that is a function of sums over voxels, and so has a value in any group of voxels: in the
/// region of a component ([PerComponentLoss]), or without the other components ([BlobLoss]).
///
/// In a group, the image has two classes: the class that the group belongs to, and all else. A record that
/// implements this interface and [Loss] can be wrapped by both losses.
public interface RegionLoss {
    /// What is summed. Each is `[B, C, D, H, W]`, or `[B, 1, D, H, W]` if it is the same for all classes.
    ///
    /// @param channels the C classes whose groups are asked for
    List<Tensor> summands(Prediction prediction, Target target, List<Integer> channels);

    /// The loss of every group, in the shape of the sums. It is finite where all sums are 0, too.
    ///
    /// @param sums of every summand in every group, in double precision for components
    Tensor ofSums(List<Tensor> sums);
}
