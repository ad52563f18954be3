package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;

/// Visits the rows of a window that lie in an image.
@FunctionalInterface
interface WindowRows {
    /// Visits one row.
    ///
    /// @param slice of the image
    /// @param from the first voxel of the row in the window
    /// @param to the first voxel in the slice
    void row(int slice, int from, int to, int length);

    /// Visits every row of a window that lies in the image, the first slice first.
    ///
    /// @param depth the number of slices of the image, whatever `whole` says
    static void visit(Shape window, WindowSums.Place place, int depth, Shape whole, WindowRows visitor) {
        int z = place.z();
        int y = place.y();
        int x = place.x();
        int left = Math.max(0, -x);
        int right = Math.min(window.width(), whole.width() - x);
        for (int dz = Math.max(0, -z); dz < Math.min(window.depth(), depth - z); dz++) {
            for (int dy = Math.max(0, -y); dy < Math.min(window.height(), whole.height() - y); dy++) {
                visitor.row(z + dz, window.index(dz, dy, left), (y + dy) * whole.width() + x + left,
                        right - left);
            }
        }
    }
}
