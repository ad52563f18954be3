package io.github.edgewise.predict;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What is kept of the probabilities of an image to try one [PostProcessing] after another: two bytes per
/// voxel, its most probable class except the background and how many of the thresholds its foreground
/// probability exceeds.
public final class ForegroundLevels {
    /// Marks voxels whose foreground class is more probable than the background.
    private static final int WINS = 0x80;

    private final List<Double> thresholds;
    private final LabelMap foreground;
    private final LabelMap levels;

    private ForegroundLevels(List<Double> thresholds, LabelMap foreground, LabelMap levels) {
        this.thresholds = thresholds;
        this.foreground = foreground;
        this.levels = levels;
    }

    /// The levels of probabilities that are in memory already.
    ///
    /// @param probabilities shape `[K, D, H, W]`
    /// @param thresholds ascending, at most 127
    public static ForegroundLevels of(Volume probabilities, List<Double> thresholds) {
        Shape s = probabilities.grid().shape();
        int classes = probabilities.channels();
        int plane = s.height() * s.width();
        var slice = new AtomicInteger();
        return of(new ProbabilitySlices(probabilities.grid(), classes, () -> {
            float[] values = new float[classes * plane];
            int z = slice.getAndIncrement();
            for (int k = 0; k < classes; k++) {
                System.arraycopy(probabilities.values(), (k * s.depth() + z) * plane, values, k * plane,
                        plane);
            }
            return values;
        }), thresholds);
    }

    /// @param thresholds ascending, at most 127
    static ForegroundLevels of(ProbabilitySlices slices, List<Double> thresholds) {
        if (thresholds.size() >= WINS) {
            throw new IllegalArgumentException("at most 127 thresholds, not " + thresholds.size());
        }
        Shape s = slices.grid().shape();
        int plane = s.height() * s.width();
        byte[] classes = new byte[s.voxels()];
        byte[] levels = new byte[s.voxels()];
        for (int z = 0; z < s.depth(); z++) {
            float[] slice = slices.source().get();
            for (int i = 0; i < plane; i++) {
                int best = PostProcessing.mostProbable(slice, slices.classes(), plane, i);
                double sum = PostProcessing.foreground(slice, slices.classes(), plane, i);
                int level = 0;
                while (level < thresholds.size()
                        && PostProcessing.isAbove(thresholds.get(level), sum, slice[i])) {
                    level++;
                }
                boolean wins = slice[best * plane + i] > slice[i];
                if (level == 0 && !wins) continue;
                classes[z * plane + i] = (byte) best;
                levels[z * plane + i] = (byte) (level | (wins ? WINS : 0));
            }
        }
        return new ForegroundLevels(List.copyOf(thresholds),
                new LabelMap(slices.grid(), slices.classes(), classes),
                new LabelMap(slices.grid(), 256, levels));
    }

    ForegroundLevels reoriented(Reorientation order) {
        return new ForegroundLevels(thresholds, order.of(foreground), order.of(levels));
    }

    /// The label map that this post-processing gives: the same as from the probabilities.
    ///
    /// @throws IllegalArgumentException where it has a threshold that is not one of the levels
    public LabelMap labels(PostProcessing post) {
        int[] needed = new int[foreground.classes()];
        for (int k = 1; k < needed.length; k++) {
            needed[k] = needed(post.rule(k));
        }
        byte[] classes = foreground.labels();
        byte[] all = levels.labels();
        byte[] labels = new byte[classes.length];
        for (int i = 0; i < labels.length; i++) {
            int least = needed[classes[i] & 0xff];
            boolean is = least == 0 ? (all[i] & WINS) != 0 : (all[i] & (WINS - 1)) >= least;
            if (is) labels[i] = classes[i];
        }
        return post.cleaned(new LabelMap(foreground.grid(), foreground.classes(), labels));
    }

    /// The number of thresholds that must be exceeded; 0 where the most probable class is taken.
    private int needed(PostProcessing.Rule rule) {
        if (rule.threshold().isEmpty()) return 0;
        int at = thresholds.indexOf(rule.threshold().get());
        if (at < 0) {
            throw new IllegalArgumentException("the threshold " + rule.threshold().get()
                    + " is none of those that were kept: " + thresholds);
        }
        return at + 1;
    }
}
