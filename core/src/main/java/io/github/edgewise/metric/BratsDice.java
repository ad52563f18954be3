package io.github.edgewise.metric;

import java.util.List;

/// The lesion-wise Dice coefficient of BraTS 2023, from 0 to 1: the sum of the Dice coefficients of the
/// lesions, divided by the number of lesions plus the number of invented ones.
///
/// Lesions of the reference are dilated by three steps, and joined if the dilations touch. All predicted
/// components that touch a dilated lesion are compared with it, whole; none gives 0. Lesions up to 50 mm^3
/// are left out of the sum, but what touches them is not invented. A predicted component is invented if it
/// touches no dilated lesion, whatever its size. Meningiomas: `brats_dice:dilation=1`; metastases:
/// `brats_dice:dilation=1,above=2`. Source: the code of the organisers (rachitsaluja/BraTS-2023-Metrics).
///
/// Always defined: 0 if one mask is empty; 1, as in the challenge, if no lesion counts and nothing is
/// invented, so also if both masks are empty.
///
/// @param dilation steps of dilation, each by the voxels that share a face or an edge; 0 or more
/// @param aboveMm3 lesions above this size count, in mm^3 (in 2-D, in mm^2)
public record BratsDice(int dilation, double aboveMm3) implements Metric {
    public BratsDice { JoinedLesions.require(dilation, aboveMm3); }

    /// The settings for gliomas: three steps, above 50 mm^3.
    public BratsDice() { this(JoinedLesions.USUAL_DILATION, JoinedLesions.USUAL_MM3); }

    @Override
    public String name() { return "brats_dice" + JoinedLesions.suffix(dilation, aboveMm3); }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        JoinedLesions all = masks.joinedLesions(dilation);
        List<JoinedLesions.Joined> counted = all.above(aboveMm3);
        int n = counted.size() + all.invented();
        if (n == 0) return new Score.Value(1);
        double sum = counted.stream().mapToDouble(
                lesion -> new Dice().score(lesion.masks()) instanceof Score.Value(var v) ? v : 0).sum();
        return new Score.Value(sum / n);
    }
}
