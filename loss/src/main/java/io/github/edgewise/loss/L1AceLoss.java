package io.github.edgewise.loss;

import static org.bytedeco.pytorch.global.torch.ones_like;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.schedule.TrainingTime;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Average calibration error with hard bins, L1-ACE (Barfoot et al., arXiv 2506.03942, IEEE TMI 2026): the
/// mean over images and classes of the mean over bins of |mean p - mean g|.
///
/// The probabilities from 0 to 1 are divided into bins of equal width. A bin holds the voxels of one class of
/// one image whose probability lies in it, its upper end excluded, 1 included in the last. Bins without a
/// voxel are left out. Every other bin counts the same, however many voxels it has. The gradient goes through
/// mean p only: moving voxels from bin to bin has none.
///
/// The range is 0 (every bin as certain as it is right) to 1. An absent class has g = 0: its probabilities
/// are pushed down, each bin as a whole. This loss does not tell voxels of a bin apart, so it needs a region
/// loss beside it: `diceCrossEntropy + l1Ace`. Bins are of each image, not of the batch as a whole.
///
/// @param classes the supervised classes; empty for all, the background included
/// @param bins how many there are
public record L1AceLoss(List<Integer> classes, int bins) implements Loss {
    private static final int USUAL = 20;

    public L1AceLoss {
        classes = Classes.named(classes);
        if (bins < 1) throw new InvalidInputException("bins must be 1 or more, but is " + bins);
    }

    /// All classes, 20 bins.
    public L1AceLoss() { this(List.of(), USUAL); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Classes c = Classes.of(classes, 0, prediction);
        Tensor p = c.of(prediction.probabilities()).flatten(2, -1).flatten(0, 1); // [B*C,N]
        Tensor g = c.of(target.oneHot()).flatten(2, -1).flatten(0, 1);
        Tensor bin = p.detach().mul(new Scalar(bins)).floor().clamp_max(new Scalar(bins - 1.))
                .to(ScalarType.Long);
        Tensor excess = p.new_zeros(p.size(0), bins).scatter_add(1, bin, p.sub(g)); // [B*C,bins], sum of p - g
        Tensor voxels = bin.new_zeros(p.size(0), bins).scatter_add(1, bin, ones_like(bin));
        Tensor gap = excess.abs().div(voxels.clamp_min(new Scalar(1))); // |mean p - mean g|, 0 without voxels
        return gap.sum(1).div(voxels.gt(new Scalar(0)).sum(1)).mean();
    }
}
