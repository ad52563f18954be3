package io.github.edgewise.statistics;

/// A number that some patients give, for [Bootstrap]: for data where a patient brings more than one number.
@FunctionalInterface
public interface IndexStatistic {
    /// The number of these patients, who are named by their places from 0. A patient drawn twice stands there
    /// twice and counts twice. NaN where they give none, as the share of found lesions does where nobody has
    /// a lesion.
    double of(int... patients);
}
