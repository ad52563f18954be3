package io.github.edgewise.statistics;

/// An estimate and the limits of its confidence interval.
///
/// @param estimate the number from all patients; NaN if there is none
/// @param low the lower limit; NaN if there is none
/// @param high the upper limit; NaN if there is none
public record Interval(double estimate, double low, double high) {}
