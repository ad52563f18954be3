package io.github.edgewise.prepare;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.SliceResampling;
import io.github.edgewise.volume.VolumeResampling;
import io.github.edgewise.volume.Volume;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// An image that is prepared for a network, and the way back to its original grid.
public final class PreparedImage {
    private final Grid original;
    private final Box box;
    private final Volume image;
    private final boolean resized;

    /// @param resized whether the image was resized, so that labels are too, by the nearest voxel
    PreparedImage(Grid original, Box box, Volume image, boolean resized) {
        this.original = original;
        this.box = box;
        this.image = image;
        this.resized = resized;
    }

    /// The image, cropped, normalised, and resampled or resized.
    public Volume image() { return image; }

    /// The grid of the image as it was read.
    public Grid original() { return original; }

    /// Transfers labels from the original grid to the grid of the prepared image.
    public LabelMap labels(LabelMap labels) {
        LabelMap part = box.cut(labels);
        if (!isResampled()) return part.on(image.grid());
        return resized
                ? VolumeResampling.nearest(part, image.grid())
                : VolumeResampling.labels(part, image.grid());
    }

    /// Transfers probabilities from the grid of the prepared image to the original grid. What was cut away
    /// becomes background.
    public Volume restore(Volume probabilities) {
        Grid part = Grid.of(box.shape(), original.spacing());
        return box.restore(isResampled() ? VolumeResampling.image(probabilities, part) : probabilities,
                original);
    }

    /// The same slice by slice, for probabilities that do not fit in memory: bit for bit the same numbers.
    ///
    /// @param slices gives the slices on the grid of the prepared image, shape `[K, h, w]`, from the first on
    /// @param classes K
    /// @return gives the slices on the original grid, shape `[K, H, W]`, from the first on
    public Supplier<float[]> restore(Supplier<float[]> slices, int classes) {
        Grid part = Grid.of(box.shape(), original.spacing());
        Supplier<float[]> resampled = isResampled()
                ? new SliceResampling(slices, classes, image.grid(), part)
                : slices;
        var next = new AtomicInteger();
        return () -> box.restore(resampled, classes, original.shape(), next.getAndIncrement());
    }

    private boolean isResampled() {
        return !image.grid().shape().equals(box.shape())
                || !image.grid().spacing().equals(original.spacing());
    }
}
