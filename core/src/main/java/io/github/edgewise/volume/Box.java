package io.github.edgewise.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/// A box-shaped part of an image.
///
/// @param z the first voxel along z
/// @param y the first voxel along y
/// @param x the first voxel along x
/// @param shape the number of voxels of the part along each axis
public record Box(int z, int y, int x, Shape shape) {
    /// The box of a whole image.
    public static Box whole(Shape shape) { return new Box(0, 0, 0, shape); }

    /// The smallest box around all voxels where a channel or the label is not 0, extended by one voxel within
    /// the image. The whole image if there is no such voxel.
    ///
    /// @param labels one per voxel, or none if there is no label map
    public static Box around(Volume image, byte[] labels) {
        Shape s = image.grid().shape();
        int n = s.voxels();
        int[] low = {s.depth(), s.height(), s.width()};
        int[] high = {-1, -1, -1};
        for (int z = 0, i = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++) {
                for (int x = 0; x < s.width(); x++, i++) {
                    if (!isContent(image, labels, i, n)) continue;
                    int[] at = {z, y, x};
                    for (int a = 0; a < 3; a++) {
                        low[a] = Math.min(low[a], at[a]);
                        high[a] = Math.max(high[a], at[a]);
                    }
                }
            }
        }
        if (high[0] < 0) return whole(s);
        int[] n3 = {s.depth(), s.height(), s.width()};
        int[] length = new int[3];
        for (int a = 0; a < 3; a++) {
            low[a] = Math.max(0, low[a] - 1);
            length[a] = Math.min(n3[a], high[a] + 2) - low[a];
        }
        return new Box(low[0], low[1], low[2], new Shape(s.axes(), length[0], length[1], length[2]));
    }

    private static boolean isContent(Volume image, byte[] labels, int i, int n) {
        if (labels.length > 0 && labels[i] != 0) return true;
        for (int c = 0; c < image.channels(); c++) {
            if (image.values()[c * n + i] != 0) return true;
        }
        return false;
    }

    /// The smallest box around all voxels of a class; nothing if the class is absent.
    public static Optional<Box> around(LabelMap labels, int classIndex) {
        Shape s = labels.grid().shape();
        byte[] all = labels.labels();
        byte wanted = (byte) classIndex;
        int[] low = {s.depth(), s.height(), s.width()};
        int[] high = {-1, -1, -1};
        for (int z = 0, start = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++, start += s.width()) {
                int end = start + s.width();
                int first = ByteRuns.next(all, start, end, wanted);
                if (first == end) continue;
                int last = end - 1;
                while (all[last] != wanted) last--;
                low[0] = Math.min(low[0], z);
                high[0] = z;
                low[1] = Math.min(low[1], y);
                high[1] = Math.max(high[1], y);
                low[2] = Math.min(low[2], first - start);
                high[2] = Math.max(high[2], last - start);
            }
        }
        if (high[0] < 0) return Optional.empty();
        return Optional.of(new Box(low[0], low[1], low[2], new Shape(s.axes(), high[0] - low[0] + 1,
                high[1] - low[1] + 1, high[2] - low[2] + 1)));
    }

    /// Cuts this part out of an image; returns the image itself if the part is all of it.
    public Volume cut(Volume image) {
        Shape whole = image.grid().shape();
        if (shape.equals(whole)) return image;
        int n = shape.voxels();
        float[] part = new float[image.channels() * n];
        for (int c = 0; c < image.channels(); c++) {
            for (int row = 0; row < shape.depth() * shape.height(); row++) {
                System.arraycopy(image.values(), c * whole.voxels() + start(whole, row), part,
                        c * n + row * shape.width(), shape.width());
            }
        }
        return new Volume(Grid.of(shape, image.grid().spacing()), part);
    }

    /// Cuts this part out of a label map; returns the label map itself if the part is all of it.
    public LabelMap cut(LabelMap labels) {
        Shape whole = labels.grid().shape();
        if (shape.equals(whole)) return labels;
        byte[] part = new byte[shape.voxels()];
        for (int row = 0; row < shape.depth() * shape.height(); row++) {
            System.arraycopy(labels.labels(), start(whole, row), part, row * shape.width(), shape.width());
        }
        return new LabelMap(Grid.of(shape, labels.grid().spacing()), labels.classes(), part);
    }

    /// Puts the probabilities of the part back into the whole image. The rest of the image is background.
    public Volume restore(Volume part, Grid grid) {
        Shape whole = grid.shape();
        if (shape.equals(whole)) return new Volume(grid, part.values());
        int n = shape.voxels();
        float[] all = new float[whole.values(part.channels())];
        Arrays.fill(all, 0, whole.voxels(), 1);
        for (int c = 0; c < part.channels(); c++) {
            for (int row = 0; row < shape.depth() * shape.height(); row++) {
                System.arraycopy(part.values(), c * n + row * shape.width(), all,
                        c * whole.voxels() + start(whole, row), shape.width());
            }
        }
        return new Volume(grid, all);
    }

    /// The same for one slice of the image.
    ///
    /// @param slices gives the slices of the part, shape `[K, h, w]`; called only for slices that it reaches
    /// @param classes K
    /// @param at the slice of the whole image, `[K, H, W]`
    public float[] restore(Supplier<float[]> slices, int classes, Shape whole, int at) {
        if (shape.equals(whole)) return slices.get();
        int n = whole.height() * whole.width();
        float[] all = new float[classes * n];
        Arrays.fill(all, 0, n, 1);
        if (at < z || at >= z + shape.depth()) return all;
        float[] part = slices.get();
        for (int row = 0; row < classes * shape.height(); row++) {
            int to = row / shape.height() * n + (y + row % shape.height()) * whole.width() + x;
            System.arraycopy(part, row * shape.width(), all, to, shape.width());
        }
        return all;
    }

    /// The index in the whole image at which row `row` of the part begins.
    private int start(Shape whole, int row) {
        return whole.index(z + row / shape.height(), y + row % shape.height(), x);
    }
}
