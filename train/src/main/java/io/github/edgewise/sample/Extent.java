package io.github.edgewise.sample;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;

/// A box of voxels, its first and last voxel along each axis; empty where a last one lies before the first.
///
/// @param z first along z
/// @param y first along y
/// @param x first along x
/// @param lastZ last along z
/// @param lastY last along y
/// @param lastX last along x
record Extent(int z, int y, int x, int lastZ, int lastY, int lastX) {
    /// The smallest box around all voxels that are not background.
    static Extent ofForeground(LabelMap labels) {
        return ofForeground(labels.labels(), labels.grid().shape());
    }

    static Extent ofForeground(byte[] labels, Shape s) {
        int[] first = {s.depth(), s.height(), s.width()};
        int[] last = {-1, -1, -1};
        for (int z = 0, from = 0; z < s.depth(); z++) {
            for (int y = 0; y < s.height(); y++, from += s.width()) {
                int left = 0;
                while (left < s.width() && labels[from + left] == 0) left++;
                if (left == s.width()) continue;
                int right = s.width() - 1;
                while (labels[from + right] == 0) right--;
                first[0] = Math.min(first[0], z);
                last[0] = z;
                first[1] = Math.min(first[1], y);
                last[1] = Math.max(last[1], y);
                first[2] = Math.min(first[2], left);
                last[2] = Math.max(last[2], right);
            }
        }
        return new Extent(first[0], first[1], first[2], last[0], last[1], last[2]);
    }

    boolean isEmpty() { return lastZ < z || lastY < y || lastX < x; }

    /// Voxels along each axis, of a box that is not empty.
    Shape shape(int axes) { return new Shape(axes, lastZ - z + 1, lastY - y + 1, lastX - x + 1); }
}
