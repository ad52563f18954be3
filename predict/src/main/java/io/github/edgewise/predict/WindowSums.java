package io.github.edgewise.predict;

import java.util.List;

/// The weighted sums of windows that overlap, for the slices of an image that a window can still reach.
/// [WindowSlices] says which slices those are, and which windows come when.
///
/// [PatchLogits#sums] makes them where the network computes: as arrays, or as tensors of an engine.
public interface WindowSums {
    /// Windows that go through a network together. Two threads need 126 ms for each of two windows of 40 x 56
    /// x 40 voxels, and 261 ms for one alone.
    int TOGETHER = 2;

    /// A place of a window: its first voxel, from the first open slice on. Where the image is smaller than
    /// the window, it may be negative.
    record Place(int z, int y, int x) {}

    /// Appends slices, with sums of zero, behind those that are open.
    void open(int slices);

    /// Computes windows and adds their results.
    ///
    /// @param windows shape `[C, d, h, w]`, with zeros outside of the image
    /// @param places where each lies; what is outside of the open slices is not added
    void add(List<float[]> windows, List<Place> places);

    /// Removes the first open slice.
    ///
    /// @return its sums divided by the sums of the weights, shape `[K, H, W]`
    float[] first();

    /// How many windows [#add] takes at a time.
    default int together() { return TOGETHER; }
}
