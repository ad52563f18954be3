package io.github.edgewise.sample;

/// A map that is made from the labels, for losses that read more than the labels.
public enum TargetMap {
    /// The signed distance to the boundary of every class, in mm.
    DISTANCES,
    /// The number of the nearest component of every class
    /// ([io.github.edgewise.distance.ComponentRegions]).
    REGIONS,
    /// The surroundings of the centre lines of the foreground
    /// ([io.github.edgewise.distance.CentreLines]).
    CENTRE_LINES
}
