package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a decision threshold finds of one class in one case, for several thresholds. [FreeResponse] sums the
/// curves of many cases.
///
/// At a threshold t the prediction is the mask `p >= t`, where p is the probability of the class. Both are
/// single precision numbers, so a stored 0.7 reaches 0.7. The lesions of the prediction are matched to those
/// of the reference as [Lesions] does. The masks of several classes may overlap.
///
/// @param caseName the case
/// @param classIndex the class
/// @param lesions of the reference
/// @param voxels of the reference
/// @param points one per threshold, in ascending order
public record LesionCurve(String caseName, int classIndex, int lesions, long voxels, List<Point> points) {
    /// The usual thresholds: close together where few voxels remain, because there false lesions are few.
    public static final List<Double> THRESHOLDS = List.of(0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
            0.9, 0.95, 0.99);

    /// The counts at one threshold.
    ///
    /// @param threshold t
    /// @param found lesions of the reference that meet the prediction
    /// @param predicted lesions of the prediction
    /// @param confirmed lesions of the prediction that meet the reference
    /// @param above voxels of the prediction
    /// @param both voxels of the prediction and the reference
    public record Point(double threshold, int found, int predicted, int confirmed, long above, long both) {
        /// Lesions of the prediction that do not meet the reference.
        public int invented() { return predicted - confirmed; }
    }

    public LesionCurve {
        points = List.copyOf(points);
    }

    /// The curves of every class except the background, class 1 first, at these thresholds.
    ///
    /// Every class costs a pass over its probabilities and, per threshold, a search for components in the box
    /// of all voxels that reach the lowest threshold or lie in the reference.
    ///
    /// @param probabilities shape `[K, D, H, W]`; classes of the reference without a channel are left out
    /// @param thresholds ascending, fewer than 256
    /// @throws IllegalArgumentException where the shapes differ, or the thresholds do not ascend
    public static List<LesionCurve> of(String caseName, Volume probabilities, LabelMap reference,
            List<Double> thresholds) {
        if (!probabilities.grid().shape().equals(reference.grid().shape())) {
            throw new InvalidInputException("the probabilities have " + probabilities.grid().shape()
                    + " voxels, but the reference has " + reference.grid().shape());
        }
        double[] cuts = thresholds.stream().mapToDouble(Double::doubleValue).toArray();
        for (int i = 0; i < cuts.length; i++) {
            if (!(cuts[i] > 0 && cuts[i] <= 1) || (i > 0 && cuts[i] <= cuts[i - 1]) || i > 254) {
                throw new InvalidInputException("thresholds must ascend from above 0 to 1, at most 255 of "
                        + "them, but number " + (i + 1) + " is " + cuts[i]);
            }
        }
        var curves = new ArrayList<LesionCurve>();
        for (int k = 1; k < probabilities.channels(); k++) {
            curves.add(new Counting(probabilities, reference, k, cuts).curve(caseName));
        }
        return curves;
    }

    /// One class, in the box where anything of it is.
    private static final class Counting {
        private final LabelMap reference;
        private final int classIndex;
        private final double[] thresholds;
        /// For every voxel, how many thresholds it reaches.
        private final byte[] levels;

        Counting(Volume probabilities, LabelMap whole, int classIndex, double... thresholds) {
            this.classIndex = classIndex;
            this.thresholds = thresholds;
            Shape s = whole.grid().shape();
            byte[] all = new byte[s.voxels()];
            int[] low = {s.depth(), s.height(), s.width()};
            int[] high = new int[3];
            for (int z = 0, i = 0; z < s.depth(); z++) {
                for (int y = 0; y < s.height(); y++) {
                    for (int x = 0; x < s.width(); x++, i++) {
                        int level = level(probabilities.values()[classIndex * s.voxels() + i]);
                        all[i] = (byte) level;
                        if (level == 0 && whole.at(i) != classIndex) continue;
                        low[0] = Math.min(low[0], z);
                        low[1] = Math.min(low[1], y);
                        low[2] = Math.min(low[2], x);
                        high[0] = z + 1; // z only grows
                        high[1] = Math.max(high[1], y + 1);
                        high[2] = Math.max(high[2], x + 1);
                    }
                }
            }
            var box = high[0] == 0
                    ? new Box(0, 0, 0, new Shape(s.axes(), 1, 1, 1))
                    : new Box(low[0], low[1], low[2], new Shape(s.axes(), high[0] - low[0],
                            high[1] - low[1], high[2] - low[2]));
            reference = box.cut(whole);
            levels = box.cut(new LabelMap(whole.grid(), 256, all)).labels();
        }

        private int level(float p) {
            int level = 0;
            // a probability of 0.7 is stored as 0.69999999, and reaches 0.7 all the same
            while (level < thresholds.length && p >= (float) thresholds[level]) level++;
            return level;
        }

        LesionCurve curve(String caseName) {
            long[] above = new long[thresholds.length + 1];
            long[] both = new long[thresholds.length + 1];
            for (int i = 0; i < levels.length; i++) {
                above[levels[i] & 0xff]++;
                if (reference.at(i) == classIndex) both[levels[i] & 0xff]++;
            }
            long voxels = Arrays.stream(both).sum();
            Components lesions = Components.of(reference, classIndex);
            var points = new ArrayList<Point>();
            for (int t = thresholds.length; t > 0; t--) {
                if (t < thresholds.length) {
                    above[t] += above[t + 1];
                    both[t] += both[t + 1];
                }
                Lesions met = Lesions.between(Components.of(reaching(t), 1), lesions);
                points.add(new Point(thresholds[t - 1], met.found(), met.predicted(), met.confirmed(),
                        above[t], both[t]));
            }
            return new LesionCurve(caseName, classIndex, lesions.count(), voxels, points.reversed());
        }

        /// The voxels that reach so many thresholds, as class 1.
        private LabelMap reaching(int level) {
            byte[] mask = new byte[levels.length];
            for (int i = 0; i < mask.length; i++) {
                if ((levels[i] & 0xff) >= level) mask[i] = 1;
            }
            return new LabelMap(reference.grid(), 2, mask);
        }
    }
}
