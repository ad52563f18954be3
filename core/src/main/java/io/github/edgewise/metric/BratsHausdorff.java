package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import java.util.List;

/// The lesion-wise 95th percentile of the Hausdorff distance of BraTS 2023, in mm: the sum over the lesions,
/// and 374 mm for every missed and every invented one, divided by the number of all these.
///
/// [BratsDice] says which lesions there are and what belongs to each. The distance of a lesion is [Hausdorff]
/// with [Convention#AREA], as in the code of the challenge. 374 mm is about the diagonal of its images.
///
/// Always defined: 374 if one mask is empty; 0, as in the challenge, if no lesion counts and nothing is
/// invented, so also if both masks are empty.
///
/// @param dilation steps of dilation, each by the voxels that share a face or an edge; 0 or more
/// @param aboveMm3 lesions above this size count, in mm^3 (in 2-D, in mm^2)
/// @param missMm the distance of a missed or invented lesion
public record BratsHausdorff(int dilation, double aboveMm3, double missMm) implements Metric {
    private static final double USUAL_MISS = 374;

    public BratsHausdorff {
        JoinedLesions.require(dilation, aboveMm3);
        if (!(missMm >= 0) || Double.isInfinite(missMm)) {
            throw new InvalidInputException(
                    "the distance of a missed lesion must be 0 mm or more, but is " + missMm);
        }
    }

    /// The settings for gliomas: three steps, above 50 mm^3, 374 mm.
    public BratsHausdorff() { this(JoinedLesions.USUAL_DILATION, JoinedLesions.USUAL_MM3, USUAL_MISS); }

    @Override
    public String name() {
        return "brats_hd95" + JoinedLesions.suffix(dilation, aboveMm3)
                + SettingName.of("miss", missMm, USUAL_MISS);
    }

    @Override
    public String unit() { return "mm"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public Score score(MaskPair masks) {
        JoinedLesions all = masks.joinedLesions(dilation);
        List<JoinedLesions.Joined> counted = all.above(aboveMm3);
        int n = counted.size() + all.invented();
        if (n == 0) return new Score.Value(0);
        var hd95 = new Hausdorff(95, Convention.AREA);
        double sum = all.invented() * missMm;
        for (JoinedLesions.Joined lesion : counted) {
            sum += hd95.score(lesion.masks()) instanceof Score.Value(var mm) ? mm : missMm;
        }
        return new Score.Value(sum / n);
    }
}
