package io.github.edgewise.volume;

/// An image: one float per channel and voxel.
///
/// The values are stored channel after channel, each `z, y, x` with x fastest, shape `[C, D, H, W]`. The
/// array is shared, not copied. The caller must not use it for anything else afterwards.
public final class Volume {
    private final Grid grid;
    private final int channels;
    private final float[] values;

    /// An image with `values.length / grid.voxels()` channels.
    ///
    /// @throws IllegalArgumentException where the length is not a multiple of the number of voxels
    public Volume(Grid grid, float[] values) {
        if (values.length == 0 || values.length % grid.voxels() != 0) {
            throw new IllegalArgumentException(
                    "a grid of " + grid.shape() + " needs a multiple of " + grid.voxels()
                            + " values, but got " + values.length);
        }
        this.grid = grid;
        this.channels = values.length / grid.voxels();
        this.values = values;
    }

    public Grid grid() { return grid; }

    public int channels() { return channels; }

    /// All values, shape `[C, D, H, W]`; not a copy.
    public float[] values() { return values; }

    /// The value of one voxel.
    public float at(int channel, int z, int y, int x) {
        return values[channel * grid.voxels() + grid.shape().index(z, y, x)];
    }
}
