package io.github.edgewise.volume;

import java.util.Arrays;

/// The smallest boxes around numbered parts of an image, such as its classes or components. They grow by one
/// run of voxels at a time.
public final class Boxes {
    private final int axes;
    private final int[] low;
    private final int[] high;

    /// @param count of the numbers, which begin at 0
    /// @param axes of the image, 2 or 3
    public Boxes(int count, int axes) {
        this.axes = axes;
        this.low = new int[3 * count];
        this.high = new int[3 * count];
        Arrays.fill(low, Integer.MAX_VALUE);
    }

    /// Includes the voxels `from` to `to - 1` of a row in the box of a number.
    public void grow(int number, int z, int y, int from, int to) {
        int i = 3 * number;
        low[i] = Math.min(low[i], z);
        high[i] = Math.max(high[i], z + 1);
        low[i + 1] = Math.min(low[i + 1], y);
        high[i + 1] = Math.max(high[i + 1], y + 1);
        low[i + 2] = Math.min(low[i + 2], from);
        high[i + 2] = Math.max(high[i + 2], to);
    }

    /// Includes a box in that of a number.
    public void grow(int number, Box box) {
        grow(number, box.z(), box.y(), box.x(), box.x() + box.shape().width());
        grow(number, box.z() + box.shape().depth() - 1, box.y() + box.shape().height() - 1, box.x(),
                box.x() + box.shape().width());
    }

    /// True if a box lies in that of a number.
    public boolean holds(int number, Box box) {
        int i = 3 * number;
        return box.z() >= low[i] && box.z() + box.shape().depth() <= high[i] && box.y() >= low[i + 1]
                && box.y() + box.shape().height() <= high[i + 1] && box.x() >= low[i + 2]
                && box.x() + box.shape().width() <= high[i + 2];
    }

    /// Includes the box of another number in that of `number`.
    public void join(int number, Boxes others, int other) {
        for (int axis = 0; axis < 3; axis++) {
            int i = 3 * number + axis;
            low[i] = Math.min(low[i], others.low[3 * other + axis]);
            high[i] = Math.max(high[i], others.high[3 * other + axis]);
        }
    }

    /// The box of a number; the first voxel of the image if no voxel has the number.
    public Box box(int number) {
        int i = 3 * number;
        if (high[i] == 0) return new Box(0, 0, 0, new Shape(axes, 1, 1, 1));
        return new Box(low[i], low[i + 1], low[i + 2], new Shape(axes, high[i] - low[i],
                high[i + 1] - low[i + 1], high[i + 2] - low[i + 2]));
    }
}
