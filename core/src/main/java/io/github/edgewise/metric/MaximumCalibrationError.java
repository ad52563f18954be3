package io.github.edgewise.metric;

/// The maximum calibration error of a class (MCE), from 0 to 1: the largest `|mean p - share of the class|`
/// of a bin that has voxels.
///
/// The bins are those of [CalibrationError]. A bin of few voxels can decide it, so it says where to look
/// rather than which method is better. Source: Guo et al., ICML 2017 (arXiv 1706.04599), here per class. An
/// absent class is scored like any other. Undefined without probabilities.
///
/// @param bins the number of bins
public record MaximumCalibrationError(int bins) implements Metric {
    public MaximumCalibrationError { CalibrationBins.require(bins); }

    /// 15 bins, as for [CalibrationError].
    public MaximumCalibrationError() { this(CalibrationBins.USUAL); }

    @Override
    public String name() { return "mce" + SettingName.of("bins", bins, CalibrationBins.USUAL); }

    @Override
    public boolean higherIsBetter() { return false; }

    @Override
    public double penalty(MaskPair masks) { return 1; }

    @Override
    public boolean needsProbabilities() { return true; }

    @Override
    public Score score(MaskPair masks) {
        return CalibrationBins.score(masks, bins, CalibrationBins::largest);
    }
}
