package io.github.edgewise.data;

/// What training needs to know of the truth.
///
/// @param distances whether signed distance maps are made, at four bytes per class and voxel
/// @param slices whether patches are slices of volumes
/// @param stages resolutions, each half the one before
public record Supervision(boolean distances, Slices slices, int stages) {
    /// The labels alone.
    public static final Supervision LABELS = new Supervision(false, Slices.NONE, 1);
    /// The labels and their distances.
    public static final Supervision DISTANCES = new Supervision(true, Slices.NONE, 1);

    public Supervision {
        if (stages < 1) throw new IllegalArgumentException("at least one stage is needed, not " + stages);
    }

    /// True where patches are slices of volumes.
    public boolean isSliced() { return slices != Slices.NONE; }
}
