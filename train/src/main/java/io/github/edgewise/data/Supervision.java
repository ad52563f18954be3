package io.github.edgewise.data;

/// What training needs to know of the truth.
///
/// @param reachMm how far from a boundary distances matter; 0 for no maps, which cost four bytes per class
///     and voxel
/// @param slices whether patches are slices of volumes
/// @param stages resolutions, each half the one before
public record Supervision(double reachMm, Slices slices, int stages) {
    /// The labels alone.
    public static final Supervision LABELS = new Supervision(0, Slices.NONE, 1);
    /// The labels and their distances.
    public static final Supervision DISTANCES = new Supervision(Double.POSITIVE_INFINITY, Slices.NONE, 1);

    public Supervision {
        if (stages < 1) throw new IllegalArgumentException("at least one stage is needed, not " + stages);
    }

    /// True where signed distance maps are made.
    public boolean distances() { return reachMm > 0; }

    /// True where patches are slices of volumes.
    public boolean isSliced() { return slices != Slices.NONE; }
}
