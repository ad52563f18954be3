package io.github.edgewise.statistics;

/// A number computed from some of the patients, for [Bootstrap]. For data with more than one number per
/// patient.
@FunctionalInterface
public interface IndexStatistic {
    /// The number for these patients, given by their positions from 0. A patient who is sampled twice appears
    /// twice and counts twice. NaN if they give no number, for example the share of found lesions if nobody
    /// has a lesion.
    double of(int... patients);
}
