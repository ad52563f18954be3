package io.github.edgewise.metric;

/// The distances from one or two borders to another border: values in mm, in which every part of the border
/// has a weight.
///
/// Parts are border voxels, each of weight 1, surface elements, weighted by their area, or faces of voxels.
/// Elements and voxels have one distance each. On a face the distance changes from point to point, and all
/// numbers are integrals over its points. Without any part there is no distance. Then all methods but
/// [#count()] and [#total()] throw an IllegalStateException.
public abstract sealed class BorderDistances permits PartDistances, FaceDistances {
    /// The number of parts.
    public abstract int count();

    /// The weight of all parts: their number, or the area of the surface in mm^2 (in 2-D, the length of the
    /// contour in mm).
    public abstract double total();

    /// The largest distance.
    public abstract double largest();

    /// The weighted mean.
    public abstract double mean();

    /// The weight of everything whose distance is at most `tolerance` mm.
    public abstract double within(double tolerance);

    /// Both samples as one.
    abstract BorderDistances and(BorderDistances other);

    /// A percentile with linear interpolation between neighbours, at position `p / 100 * (count - 1)`. Only
    /// for parts of weight 1.
    abstract double interpolated(double percentile);

    /// The smallest distance that covers this percentage of the weight, without interpolation.
    abstract double covering(double percentile);

    final void requireParts() {
        if (count() == 0) throw new IllegalStateException("an empty mask has no border to measure from");
    }
}
