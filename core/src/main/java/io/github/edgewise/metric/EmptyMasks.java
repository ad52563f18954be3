package io.github.edgewise.metric;

/// What becomes of a score that is undefined because the class is absent from the prediction or the
/// reference. Where it is absent from both there is nothing to score, and the case is left out either way.
public enum EmptyMasks {
    /// It stays undefined, and means leave it out. A method that misses a case then has a better mean than
    /// one that finds it badly.
    SKIP,
    /// [Metric#penalty] takes its place, as bad as a score can be, so that a miss never improves a mean.
    PENALTY
}
