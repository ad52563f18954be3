package io.github.edgewise.statistics;

/// An estimate and the limits of its confidence interval.
///
/// @param estimate the number from all patients; NaN where they give none
/// @param low the lower limit; NaN where there is none
/// @param high the upper limit; NaN where there is none
public record Interval(double estimate, double low, double high) {}
