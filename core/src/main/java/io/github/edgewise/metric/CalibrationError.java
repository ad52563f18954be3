package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;

/// The expected calibration error of a class, from 0 to 1: how far predicted probabilities are from observed
/// frequencies.
///
/// Voxels are sorted into bins of equal width by the probability p of the class. The error is the sum over
/// the bins of `n_b / N |mean p - share of the class|`. Source: Guo et al., ICML 2017 (arXiv 1706.04599),
/// here per class (classwise) and over all voxels of the image. If the class is rare, easy background makes
/// the error small. So compare it only within one data set. An absent class is scored like any other.
/// Undefined without probabilities.
///
/// @param bins the number of bins
public record CalibrationError(int bins) implements Metric {
    public CalibrationError {
        if (bins < 1) throw new InvalidInputException("at least one bin is needed, not " + bins);
    }

    /// 15 bins, as published.
    public CalibrationError() { this(15); }

    @Override
    public String name() { return "ece"; }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double penalty(MaskPair masks) { return 1; }

    @Override
    public Score score(MaskPair masks) {
        if (masks.probabilities().isEmpty()) {
            return new Score.Undefined("no probabilities; predict with --probabilities");
        }
        Volume p = masks.probabilities().get();
        if (masks.classIndex() >= p.channels()) {
            return new Score.Undefined("no probabilities of class " + masks.classIndex());
        }
        return new Score.Value(of(p, masks.reference(), masks.classIndex()));
    }

    private double of(Volume probabilities, LabelMap reference, int k) {
        int n = reference.grid().voxels();
        double[] probability = new double[bins];
        long[] hits = new long[bins];
        for (int i = 0; i < n; i++) {
            float p = probabilities.values()[k * n + i];
            int bin = Math.clamp((long) (p * bins), 0, bins - 1);
            probability[bin] += p;
            if (reference.at(i) == k) hits[bin]++;
        }
        double error = 0;
        for (int b = 0; b < bins; b++) {
            error += Math.abs(probability[b] - hits[b]);
        }
        return error / n;
    }
}
