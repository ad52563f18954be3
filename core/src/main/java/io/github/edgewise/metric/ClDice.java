package io.github.edgewise.metric;

import io.github.edgewise.distance.Skeleton;
import io.github.edgewise.volume.LabelMap;

/// Centreline Dice for vessels and other thin objects: the harmonic mean 2 T P / (T + P) of topology
/// precision P, the share of the skeleton of the prediction inside the reference, and topology sensitivity T,
/// the share of the skeleton of the reference inside the prediction. From 0 to 1.
///
/// Source: Shit et al., CVPR 2021 (arXiv 2003.07311). The skeleton is [Skeleton]. Another skeleton gives
/// other values, so compare only values that one program computed. (The authors take that of scikit-image.)
/// A voxel of a skeleton counts the same whatever the spacing.
///
/// Undefined if both masks are empty; 0 if one of them is empty, or if no skeleton meets the other mask.
public record ClDice() implements Metric {
    @Override
    public String name() { return "cldice"; }

    @Override
    public boolean higherIsBetter() { return true; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.predicted() + masks.referenced() == 0) {
            return new Score.Undefined(masks.emptiness().orElseThrow());
        }
        if (masks.both() == 0) return new Score.Value(0);
        double precision = share(masks.prediction(), masks.reference(), masks.classIndex());
        double sensitivity = share(masks.reference(), masks.prediction(), masks.classIndex());
        if (precision + sensitivity == 0) return new Score.Value(0);
        return new Score.Value(2 * precision * sensitivity / (precision + sensitivity));
    }

    /// The share of the skeleton of one mask inside the other; the mask must not be empty.
    private static double share(LabelMap of, LabelMap in, int classIndex) {
        boolean[] skeleton = Skeleton.of(of, classIndex);
        long all = 0;
        long both = 0;
        for (int i = 0; i < skeleton.length; i++) {
            if (!skeleton[i]) continue;
            all++;
            if (in.at(i) == classIndex) both++;
        }
        return (double) both / all;
    }
}
