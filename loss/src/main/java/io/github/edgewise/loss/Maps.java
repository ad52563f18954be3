package io.github.edgewise.loss;

import io.github.edgewise.distance.ZeroLevel;

/// Which distance maps a loss reads.
///
/// @param zeroLevel where they are zero
/// @param of what the map of a slice is made of, where slices of volumes are trained on
public record Maps(ZeroLevel zeroLevel, MapOf of) {
    /// What the distance map of a slice is made of, where slices of volumes are trained on.
    public enum MapOf {
        /// What the training says (`sampling: {slices: MAP_OF_VOLUME}` or `MAP_OF_SLICE`).
        AS_SAMPLED,
        /// The volume: a voxel knows the boundary above and below it.
        VOLUME,
        /// The slice alone.
        SLICE
    }

    /// Exact ones, of slices or volumes as the training says.
    public static final Maps USUAL = new Maps(ZeroLevel.FACE, MapOf.AS_SAMPLED);

    /// The maps that serve both.
    ///
    /// @throws IllegalArgumentException where none do: one batch has one map per class
    Maps and(Maps other) {
        boolean agree = of == other.of || of == MapOf.AS_SAMPLED || other.of == MapOf.AS_SAMPLED;
        if (zeroLevel != other.zeroLevel || !agree) {
            throw new IllegalArgumentException(
                    "all terms of a loss read the same distance maps, but one wants "
                            + zeroLevel + " of " + of + " and another " + other.zeroLevel + " of "
                            + other.of);
        }
        return of == MapOf.AS_SAMPLED ? other : this;
    }
}
