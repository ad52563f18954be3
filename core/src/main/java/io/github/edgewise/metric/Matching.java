package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Components.Overlap;
import java.util.ArrayList;
import java.util.Comparator;

/// Pairs of components, one of the prediction and one of the reference, that match: each component is in at
/// most one pair.
///
/// Candidates are the pairs whose IoU is above a threshold. They are taken in the order of descending IoU, a
/// pair if neither of its components is taken yet; of equal IoUs, the pair with the lower number in the
/// reference, then in the prediction. From a threshold of 0.5 up there is at most one candidate for each
/// component, so the order has no effect.
///
/// @param predicted components of the prediction
/// @param referenced components of the reference
/// @param matched pairs
/// @param iou the sum of their IoUs
record Matching(int predicted, int referenced, int matched, double iou) {
    /// The usual threshold, above which matches are unique.
    static final double UNIQUE = 0.5;

    private record Candidate(Overlap parts, double iou) {}

    static Matching of(Components predicted, Components referenced, double threshold) {
        int[] p = predicted.sizes();
        int[] g = referenced.sizes();
        var candidates = new ArrayList<Candidate>();
        for (Overlap both : referenced.shared(predicted)) {
            long either = (long) g[both.number() - 1] + p[both.other() - 1] - both.voxels();
            double iou = (double) both.voxels() / either;
            if (iou > threshold) candidates.add(new Candidate(both, iou));
        }
        candidates.sort(Comparator.comparingDouble(Candidate::iou).reversed()); // stable
        var isTaken = new boolean[p.length + 1];
        var isFound = new boolean[g.length + 1];
        int matched = 0;
        double sum = 0;
        for (Candidate one : candidates) {
            if (isFound[one.parts.number()] || isTaken[one.parts.other()]) continue;
            isFound[one.parts.number()] = true;
            isTaken[one.parts.other()] = true;
            matched++;
            sum += one.iou;
        }
        return new Matching(p.length, g.length, matched, sum);
    }

    static void require(double threshold) {
        if (!(threshold >= 0 && threshold < 1)) {
            throw new InvalidInputException("the IoU above which components match must be 0 or more and "
                    + "below 1, but is " + threshold);
        }
    }

    /// `TP + FP / 2 + FN / 2`: half the number of all components.
    double size() { return (predicted + referenced) / 2.; }
}
