package io.github.edgewise.metric;

/// The expected calibration error of a class, from 0 to 1: how far predicted probabilities are from observed
/// frequencies.
///
/// Voxels are sorted into bins of equal width by the probability p of the class. The error is the sum over
/// the bins of `n_b / N |mean p - share of the class|`. Source: Guo et al., ICML 2017 (arXiv 1706.04599),
/// here per class (classwise) and over all voxels of the image. If the class is rare, easy background makes
/// the error small. So compare it only within one data set. An absent class is scored like any other.
/// Undefined without probabilities. The same gaps, weighted otherwise: [AverageCalibrationError],
/// [MaximumCalibrationError].
///
/// @param bins the number of bins
public record CalibrationError(int bins) implements Metric {
    public CalibrationError { CalibrationBins.require(bins); }

    /// 15 bins, as published.
    public CalibrationError() { this(CalibrationBins.USUAL); }

    @Override
    public String name() { return "ece" + SettingName.of("bins", bins, CalibrationBins.USUAL); }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double penalty(MaskPair masks) { return 1; }

    @Override
    public boolean needsProbabilities() { return true; }

    @Override
    public Score score(MaskPair masks) {
        return CalibrationBins.score(masks, bins, CalibrationBins::expected);
    }
}
