package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.distance.ZeroLevel;

/// The kind of distance maps that a loss reads.
///
/// @param zeroLevel where the maps are zero
/// @param of the source of a slice's map, if slices of volumes are trained on
public record Maps(ZeroLevel zeroLevel, MapOf of) {
    /// The source of a slice's distance map, if slices of volumes are trained on.
    public enum MapOf {
        /// As the training sets it (`sampling: {slices: MAP_OF_VOLUME}` or `MAP_OF_SLICE`).
        AS_SAMPLED,
        /// The map of the volume. It includes the boundary above and below the slice.
        VOLUME,
        /// The map of the slice alone.
        SLICE
    }

    /// Exact maps, of slices or of volumes as the training sets it.
    public static final Maps USUAL = new Maps(ZeroLevel.FACE, MapOf.AS_SAMPLED);

    /// The maps that serve both losses.
    ///
    /// @throws IllegalArgumentException where no maps serve both, because a batch has only one map per class
    Maps and(Maps other) {
        boolean agree = of == other.of || of == MapOf.AS_SAMPLED || other.of == MapOf.AS_SAMPLED;
        if (zeroLevel != other.zeroLevel || !agree) {
            throw new InvalidInputException(
                    "all terms of a loss must read the same distance maps, but one needs "
                            + zeroLevel + " of " + of + " and another needs " + other.zeroLevel + " of "
                            + other.of);
        }
        return of == MapOf.AS_SAMPLED ? other : this;
    }
}
