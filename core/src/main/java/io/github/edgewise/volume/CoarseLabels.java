package io.github.edgewise.volume;

import java.util.Arrays;

/// Makes a label map with voxels several times as large, as a network sees it after pooling.
///
/// A coarse voxel takes the class of most of its fine voxels. Among equally frequent classes it takes the one
/// that is rarest in the image. A lesion (a connected component of any class except 0) that would lose all of
/// its voxels keeps the coarse voxel with most of it. If several lesions need the same coarse voxel, the
/// highest class gets it. Coarse voxels at the far borders of the image may contain fewer fine voxels.
public final class CoarseLabels {
    private CoarseLabels() {}

    /// The label map with voxels that are `inZ`, `inY` and `inX` times as long along z, y and x.
    ///
    /// @param inZ 1 to coarsen the slices of a volume one by one, and always 1 in 2-D
    /// @return a grid of ceil(n / factor) voxels of `factor` times the spacing along each axis
    /// @throws IllegalArgumentException where a factor is below 1, or in 2-D the first is not 1
    public static LabelMap of(LabelMap labels, int inZ, int inY, int inX) {
        return of(labels, inZ, inY, inX, sizes(labels));
    }

    /// The same for labels that are a part of an image.
    ///
    /// @param sizes the number of voxels of every class in the whole image
    public static LabelMap of(LabelMap labels, int inZ, int inY, int inX, int[] sizes) {
        if (inZ < 1 || inY < 1 || inX < 1) {
            throw new IllegalArgumentException("a coarsening factor must be at least 1, but is "
                    + Math.min(inZ, Math.min(inY, inX)));
        }
        Grid grid = labels.grid();
        Shape fine = grid.shape();
        if (fine.axes() == 2 && inZ != 1) {
            throw new IllegalArgumentException(
                    "2-D labels have one voxel along z, so its factor must be 1, but is " + inZ);
        }
        if (inZ == 1 && inY == 1 && inX == 1) return labels;
        Shape shape = new Shape(fine.axes(), ceil(fine.depth(), inZ), ceil(fine.height(), inY),
                ceil(fine.width(), inX));
        Spacing w = grid.spacing();
        Grid coarse = Grid.of(shape, new Spacing(w.z() * inZ, w.y() * inY, w.x() * inX));
        int[] votes = new int[labels.classes()];
        byte[] chosen = new byte[shape.voxels()];
        for (int z = 0, i = 0; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++, i++) {
                    count(labels, z * inZ, y * inY, x * inX, inZ, inY, inX, votes);
                    chosen[i] = (byte) winner(votes, sizes);
                }
            }
        }
        for (int k = 1; k < labels.classes(); k++) {
            if (sizes[k] > 0) {
                KeptLesions.of(Components.of(labels, k), k, chosen, i -> shape.index(
                        i / fine.width() / fine.height() / inZ, i / fine.width() % fine.height() / inY,
                        i % fine.width() / inX));
            }
        }
        return new LabelMap(coarse, labels.classes(), chosen);
    }

    private static int ceil(int n, int factor) { return (n + factor - 1) / factor; }

    private static int[] sizes(LabelMap labels) {
        int[] sizes = new int[labels.classes()];
        for (byte label : labels.labels()) {
            sizes[label & 0xff]++;
        }
        return sizes;
    }

    /// Counts the classes of the fine voxels in one coarse voxel, which begins at (z, y, x).
    private static void count(LabelMap labels, int z, int y, int x, int inZ, int inY, int inX,
            int[] votes) {
        Arrays.fill(votes, 0);
        Shape s = labels.grid().shape();
        for (int dz = z; dz < Math.min(z + inZ, s.depth()); dz++) {
            for (int dy = y; dy < Math.min(y + inY, s.height()); dy++) {
                for (int dx = x; dx < Math.min(x + inX, s.width()); dx++) {
                    votes[labels.at(s.index(dz, dy, dx))]++;
                }
            }
        }
    }

    private static int winner(int[] votes, int[] sizes) {
        int best = 0;
        for (int k = 1; k < votes.length; k++) {
            boolean rarer = votes[k] == votes[best] && sizes[k] < sizes[best];
            if (votes[k] > votes[best] || (rarer && votes[k] > 0)) best = k;
        }
        return best;
    }
}
