package io.github.edgewise.metric;

/// What happens to a score that is undefined because the class is absent from the prediction or the
/// reference. If the class is absent from both, there is nothing to score, and the case is left out under
/// both rules.
public enum EmptyMasks {
    /// It stays undefined, and means leave it out. Then a method that misses a case has a better mean than a
    /// method that segments it badly.
    SKIP,
    /// [Metric#penalty] takes its place, the worst value the score can have. So a miss never improves a mean.
    PENALTY
}
