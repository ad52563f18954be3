package io.github.edgewise.predict;

import io.github.edgewise.volume.Shape;
import java.util.Arrays;

/// The holes of one class: what lies outside of the class and is not connected, through face neighbours, with
/// the edge of the image. Axes of one voxel have no edge.
///
/// Holes lie in the box around the class. What reaches a face of this box also reaches the edge of the image,
/// because beyond the face there is no voxel of the class. So only the box is searched.
final class Holes {
    private final byte[] labels;
    private final Shape shape;
    private final byte classIndex;
    private final int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    private final int[] size = new int[3];
    private boolean[] outside = {};
    private int[] open = new int[1024];
    private int count;

    private Holes(byte[] labels, Shape shape, byte classIndex) {
        this.labels = labels;
        this.shape = shape;
        this.classIndex = classIndex;
    }

    /// Gives the class to all background voxels in its holes; voxels of other classes stay.
    static void fill(byte[] labels, Shape shape, byte classIndex) {
        var holes = new Holes(labels, shape, classIndex);
        if (!holes.findBox()) return;
        holes.findOutside();
        holes.fill();
    }

    /// False where the class is absent.
    private boolean findBox() {
        int[] high = {-1, -1, -1};
        for (int z = 0, i = 0; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++, i++) {
                    if (labels[i] != classIndex) continue;
                    int[] at = {z, y, x};
                    for (int axis = 0; axis < 3; axis++) {
                        low[axis] = Math.min(low[axis], at[axis]);
                        high[axis] = Math.max(high[axis], at[axis]);
                    }
                }
            }
        }
        Arrays.setAll(size, axis -> high[axis] + 1 - low[axis]);
        return high[0] >= 0;
    }

    private void findOutside() {
        outside = new boolean[size[0] * size[1] * size[2]];
        for (int z = 0; z < size[0]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[2]; x++) {
                    boolean isFace = (shape.depth() > 1 && (z == 0 || z == size[0] - 1))
                            || (shape.height() > 1 && (y == 0 || y == size[1] - 1))
                            || (shape.width() > 1 && (x == 0 || x == size[2] - 1));
                    if (isFace) visit(z, y, x);
                }
            }
        }
        while (count > 0) {
            int at = open[--count];
            int x = at % size[2];
            int y = at / size[2] % size[1];
            int z = at / size[2] / size[1];
            visit(z - 1, y, x);
            visit(z + 1, y, x);
            visit(z, y - 1, x);
            visit(z, y + 1, x);
            visit(z, y, x - 1);
            visit(z, y, x + 1);
        }
    }

    private void visit(int z, int y, int x) {
        if (z < 0 || y < 0 || x < 0 || z >= size[0] || y >= size[1] || x >= size[2]) return;
        int at = (z * size[1] + y) * size[2] + x;
        if (outside[at] || labels[index(z, y, x)] == classIndex) return;
        outside[at] = true;
        if (count == open.length) open = Arrays.copyOf(open, 2 * count);
        open[count++] = at;
    }

    private void fill() {
        for (int z = 0, at = 0; z < size[0]; z++) {
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[2]; x++, at++) {
                    int i = index(z, y, x);
                    if (!outside[at] && labels[i] == 0) labels[i] = classIndex;
                }
            }
        }
    }

    private int index(int z, int y, int x) { return shape.index(low[0] + z, low[1] + y, low[2] + x); }
}
