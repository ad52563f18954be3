package io.github.edgewise.sample;

import io.github.edgewise.volume.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A box that is copied out of an image row by row, so that what follows reads a small array, wherever the
/// image lies. It may reach one voxel beyond the image, where the outermost values go on.
///
/// @param box the voxels, from -1 to the length of an axis
/// @param whole voxels of the image
record Window(Extent box, Shape whole) {
    /// The window around all voxels next to the points of a box of a patch.
    static Window around(Extent patch, Warp warp, Shape whole) {
        int[] n = {whole.depth(), whole.height(), whole.width()};
        int[] first = new int[3];
        int[] last = new int[3];
        for (int a = 0; a < 3; a++) {
            double[] range = warp.range(a, patch);
            boolean isOne = range[0] == range[1] && range[0] == Math.rint(range[0]);
            double beyond = isOne ? 0 : 1e-6;
            first[a] = (int) Math.clamp(Math.floor(range[0] - beyond), -1, n[a]);
            last[a] = (int) Math.clamp(Math.floor(range[1] + beyond) + (isOne ? 0 : 1), -1, n[a]);
        }
        return new Window(new Extent(first[0], first[1], first[2], last[0], last[1], last[2]), whole);
    }

    Shape shape() { return box.shape(3); }

    /// The values in the window of an image that begins at element `from`.
    float[] floats(MemorySegment image, long from) {
        float[] values = new float[shape().voxels()];
        rows(image, ValueLayout.JAVA_FLOAT, from, values);
        for (int row = 0; row < values.length; row += shape().width()) {
            if (box.x() < 0) values[row] = values[row + inRow(0)];
            if (box.lastX() >= whole.width()) {
                values[row + shape().width() - 1] = values[row + inRow(whole.width() - 1)];
            }
        }
        return values;
    }

    /// The labels in a window that lies in the image.
    byte[] bytes(MemorySegment image) {
        byte[] values = new byte[shape().voxels()];
        rows(image, ValueLayout.JAVA_BYTE, 0, values);
        return values;
    }

    /// Where voxel `x` of the image, or the nearest of the window, lies in a row.
    private int inRow(int x) { return Math.clamp((long) x - box.x(), 0, shape().width() - 1); }

    private void rows(MemorySegment image, ValueLayout layout, long from, Object to) {
        int first = Math.max(0, box.x());
        int last = Math.min(whole.width() - 1, box.lastX());
        if (last < first) return;
        int at = first - box.x();
        for (int z = box.z(); z <= box.lastZ(); z++) {
            for (int y = box.y(); y <= box.lastY(); y++, at += shape().width()) {
                long row = from + whole.index(Math.clamp(z, 0, whole.depth() - 1),
                        Math.clamp(y, 0, whole.height() - 1), first);
                MemorySegment.copy(image, layout, row * layout.byteSize(), to, at, last - first + 1);
            }
        }
    }
}
