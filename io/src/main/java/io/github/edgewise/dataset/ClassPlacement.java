package io.github.edgewise.dataset;

import io.github.edgewise.volume.Box;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Symmetry;

/// Where the foreground classes of a case lie, coarsely: how the voxels of each spread over 5 cells per axis.
public final class ClassPlacement {
    private static final int CELLS = 5;

    private final float[][] shares;

    private ClassPlacement(float[][] shares) { this.shares = shares; }

    /// The layout within a box of the image.
    public static ClassPlacement of(LabelMap labels, Box box) {
        Shape whole = labels.grid().shape();
        Shape part = box.shape();
        int[][] counts = new int[labels.classes()][CELLS * CELLS * CELLS];
        int[] all = new int[labels.classes()];
        for (int z = 0; z < part.depth(); z++) {
            for (int y = 0; y < part.height(); y++) {
                int row = whole.index(box.z() + z, box.y() + y, box.x());
                int cells = (cell(z, part.depth()) * CELLS + cell(y, part.height())) * CELLS;
                for (int x = 0; x < part.width(); x++) {
                    int k = labels.at(row + x);
                    counts[k][cells + cell(x, part.width())]++;
                    all[k]++;
                }
            }
        }
        float[][] shares = new float[labels.classes()][0];
        for (int k = 1; k < shares.length; k++) {
            if (all[k] == 0) continue;
            shares[k] = new float[counts[k].length];
            for (int i = 0; i < counts[k].length; i++) {
                shares[k][i] = (float) counts[k][i] / all[k];
            }
        }
        return new ClassPlacement(shares);
    }

    /// The cell in the middle of which, or nearest to it, lies the middle of a voxel: the same from both
    /// ends.
    private static int cell(int at, int n) { return (2 * at + 1) * CELLS / (2 * n); }

    /// The share of the foreground of both cases that lies in the same cells, 0 to 1, after applying a
    /// symmetry to the other. The mean over the classes that both have; NaN if there is none.
    public double overlap(ClassPlacement other, Symmetry symmetry) {
        int classes = Math.min(shares.length, other.shares.length);
        double sum = 0;
        int seen = 0;
        for (int k = 1; k < classes; k++) {
            if (shares[k].length == 0 || other.shares[k].length == 0) continue;
            sum += overlap(shares[k], other.shares[k], symmetry);
            seen++;
        }
        return seen == 0 ? Double.NaN : sum / seen;
    }

    private static double overlap(float[] a, float[] b, Symmetry symmetry) {
        double sum = 0;
        int[] from = new int[3];
        for (int z = 0, i = 0; z < CELLS; z++) {
            for (int y = 0; y < CELLS; y++) {
                for (int x = 0; x < CELLS; x++, i++) {
                    from[symmetry.first()] = z;
                    from[symmetry.second()] = y;
                    from[symmetry.third()] = x;
                    for (int axis = 0; axis < 3; axis++) {
                        if ((symmetry.flips() >> axis & 1) != 0) from[axis] = CELLS - 1 - from[axis];
                    }
                    sum += Math.min(a[i], b[(from[0] * CELLS + from[1]) * CELLS + from[2]]);
                }
            }
        }
        return sum;
    }
}
