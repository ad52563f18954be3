package io.github.edgewise.train;

/// How the learning rate falls over a run.
public enum Decay {
    /// Along a half cosine to 0: `(1 + cos(pi t)) / 2` (Loshchilov and Hutter, arXiv 1608.03983, without
    /// restarts).
    COSINE,
    /// `(1 - t)^0.9`, as nnU-Net trains (Isensee et al., Nature Methods 2021).
    POLYNOMIAL,
    /// Not at all.
    CONSTANT;

    /// The share of the first learning rate that is left.
    ///
    /// @param t how far the run is, 0 to 1
    public double at(double t) {
        return switch (this) {
            case COSINE -> (1 + Math.cos(Math.PI * t)) / 2;
            case POLYNOMIAL -> Math.pow(1 - t, 0.9);
            case CONSTANT -> 1;
        };
    }
}
