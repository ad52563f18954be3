package io.github.edgewise.metric;

/// The average calibration error of a class (ACE), from 0 to 1: the mean over the bins that have voxels of
/// `|mean p - share of the class|`.
///
/// The bins are those of [CalibrationError], which weights them by their number of voxels. Here all count
/// equally, so the many voxels of easy background do not hide the others. A bin of few voxels is noisy.
/// Source: Barfoot et al., MICCAI 2024 (arXiv 2403.06759), who also train with it. An absent class is scored
/// like any other. Undefined without probabilities.
///
/// @param bins the number of bins
public record AverageCalibrationError(int bins) implements Metric {
    public AverageCalibrationError { CalibrationBins.require(bins); }

    /// 15 bins, as for [CalibrationError].
    public AverageCalibrationError() { this(CalibrationBins.USUAL); }

    @Override
    public String name() { return "ace" + SettingName.of("bins", bins, CalibrationBins.USUAL); }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double penalty(MaskPair masks) { return 1; }

    @Override
    public boolean needsProbabilities() { return true; }

    @Override
    public Score score(MaskPair masks) {
        return CalibrationBins.score(masks, bins, CalibrationBins::average);
    }
}
