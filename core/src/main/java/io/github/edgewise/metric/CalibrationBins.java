package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Volume;
import java.util.function.ToDoubleFunction;

/// The voxels of an image, sorted into bins of equal width by the probability of a class.
final class CalibrationBins {
    /// As many as Guo et al. use.
    static final int USUAL = 15;

    private final double[] probability; // sums
    private final long[] hits;
    private final long[] voxels;

    CalibrationBins(Volume probabilities, MaskPair masks, int bins) {
        int k = masks.classIndex();
        int n = masks.grid().voxels();
        byte[] labels = masks.reference().labels();
        float[] values = probabilities.values();
        this.probability = new double[bins];
        this.hits = new long[bins];
        this.voxels = new long[bins];
        for (int i = 0; i < n; i++) {
            float p = values[k * n + i];
            int bin = Math.clamp((long) (p * bins), 0, bins - 1);
            probability[bin] += p;
            voxels[bin]++;
            if ((labels[i] & 0xff) == k) hits[bin]++;
        }
    }

    static void require(int bins) {
        if (bins < 1) throw new InvalidInputException("at least one bin is needed, not " + bins);
    }

    /// An error of the bins as a score; undefined without probabilities of the class.
    static Score score(MaskPair masks, int bins, ToDoubleFunction<CalibrationBins> error) {
        if (masks.probabilities().isEmpty()) {
            return new Score.Undefined("no probabilities; predict with --probabilities");
        }
        if (masks.classIndex() >= masks.probabilities().get().channels()) {
            return new Score.Undefined("no probabilities of class " + masks.classIndex());
        }
        return new Score.Value(error.applyAsDouble(masks.calibrationBins(bins)));
    }

    int count() { return voxels.length; }

    /// The mean over the voxels of the gap of their bin.
    double expected() {
        double error = 0;
        long all = 0;
        for (int b = 0; b < voxels.length; b++) {
            error += Math.abs(probability[b] - hits[b]);
            all += voxels[b];
        }
        return error / all;
    }

    /// The mean over the bins that have voxels.
    double average() {
        double error = 0;
        int used = 0;
        for (int b = 0; b < voxels.length; b++) {
            if (voxels[b] == 0) continue;
            error += gap(b);
            used++;
        }
        return error / used;
    }

    /// The largest gap of a bin.
    double largest() {
        double largest = 0;
        for (int b = 0; b < voxels.length; b++) {
            if (voxels[b] > 0) largest = Math.max(largest, gap(b));
        }
        return largest;
    }

    /// How far the mean probability of a bin is from the share of the class in it.
    private double gap(int bin) { return Math.abs(probability[bin] - hits[bin]) / voxels[bin]; }
}
