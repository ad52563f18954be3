package io.github.edgewise.metric;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;

/// Two masks, cut to the box around both, with a frame of one empty voxel on every side of every axis. All
/// voxels of both masks are inside, and each of them has all its neighbours.
///
/// What lies beyond the image counts as empty, as in all surface metrics.
final class Crop {
    static final byte PREDICTED = 1;
    static final byte REFERENCED = 2;

    private final Shape shape;
    private final byte[] masks;

    Crop(LabelMap prediction, LabelMap reference, int k, Box box) {
        Shape whole = reference.grid().shape();
        int frame = whole.axes() == 2 ? 0 : 1;
        this.shape = new Shape(whole.axes(), box.shape().depth() + 2 * frame, box.shape().height() + 2,
                box.shape().width() + 2);
        this.masks = new byte[shape.voxels() + 8];
        byte label = (byte) k;
        byte[] p = prediction.labels();
        byte[] g = reference.labels();
        for (int z = 0; z < box.shape().depth(); z++) {
            for (int y = 0; y < box.shape().height(); y++) {
                int from = whole.index(box.z() + z, box.y() + y, box.x());
                int to = shape.index(z + frame, y + 1, 1);
                for (int x = 0; x < box.shape().width(); x++) {
                    int sides = (p[from + x] == label ? PREDICTED : 0)
                            | (g[from + x] == label ? REFERENCED : 0);
                    masks[to + x] = (byte) sides;
                }
            }
        }
    }

    /// Voxels per axis, the frame included. A 2-D crop has no frame along z.
    Shape shape() { return shape; }

    /// [#PREDICTED] plus [#REFERENCED] for every voxel. Eight empty voxels follow, so that eight voxels can
    /// be read from any voxel on. Not a copy.
    byte[] masks() { return masks; }

    /// The distance in the array from one voxel to the next along x, y and, in 3-D, z, in ascending order.
    int[] steps() {
        return shape.axes() == 2
                ? new int[]{1, shape.width()}
                : new int[]{1, shape.width(), shape.width() * shape.height()};
    }
}
