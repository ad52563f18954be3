package io.github.edgewise.metric;

import io.github.edgewise.distance.Nearest;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.util.Arrays;

/// The distances between the borders of two masks, in mm, both ways: what every surface metric is made of.
///
/// The border of a mask is its voxels with a face neighbour outside the mask; the edge of the image counts as
/// outside. This is the definition of medpy and MONAI; DeepMind's surface-distance takes points between
/// voxels. Distances run between voxel centres.
public final class Surface {
    private final double[] fromPrediction;
    private final double[] fromReference;

    private Surface(double[] fromPrediction, double[] fromReference) {
        this.fromPrediction = fromPrediction;
        this.fromReference = fromReference;
    }

    /// The distances between the borders of class `k`; each way is empty where its mask is.
    static Surface between(LabelMap prediction, LabelMap reference, int k) {
        Grid whole = reference.grid();
        Box box = Box.around(prediction, reference, k);
        Grid grid = Grid.of(box.shape(whole.shape().axes()), whole.spacing());
        boolean[] p = box.border(prediction, k);
        boolean[] g = box.border(reference, k);
        return new Surface(at(p, Nearest.mm(grid, g)),
                at(g, Nearest.mm(grid, p)));
    }

    private static double[] at(boolean[] border, double[] distances) {
        double[] found = new double[border.length];
        int n = 0;
        for (int i = 0; i < border.length; i++) {
            if (border[i]) found[n++] = distances[i];
        }
        double[] sorted = Arrays.copyOf(found, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /// From each border voxel of the prediction to the reference's border, in mm, ascending; a copy.
    public double[] fromPrediction() { return fromPrediction.clone(); }

    /// From each border voxel of the reference to the prediction's border, in mm, ascending; a copy.
    public double[] fromReference() { return fromReference.clone(); }

    /// Both directions together, ascending.
    public double[] pooled() {
        double[] all = Arrays.copyOf(fromPrediction, fromPrediction.length + fromReference.length);
        System.arraycopy(fromReference, 0, all, fromPrediction.length, fromReference.length);
        Arrays.sort(all);
        return all;
    }

    /// The smallest box that holds both masks: no border lies outside, so distances inside it are exact.
    private record Box(Shape whole, int z0, int y0, int x0, int depth, int height, int width) {
        static Box around(LabelMap a, LabelMap b, int k) {
            Shape s = a.grid().shape();
            int[] low = {s.depth(), s.height(), s.width()};
            int[] high = {-1, -1, -1};
            for (int i = 0; i < s.voxels(); i++) {
                if (a.at(i) != k && b.at(i) != k) continue;
                int x = i % s.width();
                int y = i / s.width() % s.height();
                int z = i / s.width() / s.height();
                low[0] = Math.min(low[0], z);
                low[1] = Math.min(low[1], y);
                low[2] = Math.min(low[2], x);
                high[0] = Math.max(high[0], z);
                high[1] = Math.max(high[1], y);
                high[2] = Math.max(high[2], x);
            }
            if (high[0] < 0) return new Box(s, 0, 0, 0, 1, 1, 1);
            return new Box(s, low[0], low[1], low[2], high[0] - low[0] + 1, high[1] - low[1] + 1,
                    high[2] - low[2] + 1);
        }

        Shape shape(int axes) { return new Shape(axes, depth, height, width); }

        boolean[] border(LabelMap labels, int k) {
            boolean[] border = new boolean[depth * height * width];
            for (int z = z0, i = 0; z < z0 + depth; z++) {
                for (int y = y0; y < y0 + height; y++) {
                    for (int x = x0; x < x0 + width; x++, i++) {
                        border[i] = inside(labels, k, z, y, x) && !surrounded(labels, k, z, y, x);
                    }
                }
            }
            return border;
        }

        private boolean surrounded(LabelMap m, int k, int z, int y, int x) {
            return inside(m, k, z, y - 1, x) && inside(m, k, z, y + 1, x) && inside(m, k, z, y, x - 1)
                    && inside(m, k, z, y, x + 1)
                    && (whole.axes() == 2 || (inside(m, k, z - 1, y, x) && inside(m, k, z + 1, y, x)));
        }

        private boolean inside(LabelMap m, int k, int z, int y, int x) {
            return z >= 0 && z < whole.depth() && y >= 0 && y < whole.height() && x >= 0 && x < whole.width()
                    && m.at(whole.index(z, y, x)) == k;
        }
    }
}
