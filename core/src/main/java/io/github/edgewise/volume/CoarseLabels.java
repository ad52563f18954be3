package io.github.edgewise.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A label map on voxels that are several times as large, as a network sees it after pooling.
///
/// Every coarse voxel takes the class that most of its voxels have, of equally frequent ones the class that
/// is rarest in the image. A lesion, a connected component of any class but 0, that would lose all of its
/// voxels keeps the coarse one that holds most of it; where several claim one, the highest class has it.
/// Coarse voxels at the far borders may hold fewer voxels.
public final class CoarseLabels {
    private CoarseLabels() {}

    /// The labels on voxels `factor` times as long on every axis. Depth stays where `isSliced` or in 2-D.
    ///
    /// @param isSliced whether slices of a volume are coarsened one by one
    /// @return a grid of ceil(n / factor) voxels of `factor` times the spacing
    /// @throws IllegalArgumentException where the factor is below 1
    public static LabelMap of(LabelMap labels, int factor, boolean isSliced) {
        if (factor < 1) throw new IllegalArgumentException("a factor is at least 1, not " + factor);
        if (factor == 1) return labels;
        Grid grid = labels.grid();
        Shape fine = grid.shape();
        int inDepth = isSliced || fine.axes() == 2 ? 1 : factor;
        Shape shape = new Shape(fine.axes(), ceil(fine.depth(), inDepth), ceil(fine.height(), factor),
                ceil(fine.width(), factor));
        Spacing w = grid.spacing();
        Grid coarse = Grid.of(shape, new Spacing(w.z() * inDepth, w.y() * factor, w.x() * factor));
        int[] sizes = sizes(labels);
        int[] votes = new int[labels.classes()];
        byte[] chosen = new byte[shape.voxels()];
        for (int z = 0, i = 0; z < shape.depth(); z++) {
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++, i++) {
                    count(labels, z * inDepth, y * factor, x * factor, inDepth, factor, votes);
                    chosen[i] = (byte) winner(votes, sizes);
                }
            }
        }
        for (int k = 1; k < labels.classes(); k++) {
            if (sizes[k] > 0) keepLesions(Components.of(labels, k), fine, shape, inDepth, factor, k, chosen);
        }
        return new LabelMap(coarse, labels.classes(), chosen);
    }

    /// Gives a coarse voxel to every component of class `k` that has none.
    private static void keepLesions(Components lesions, Shape fine, Shape shape, int inDepth, int factor,
            int k, byte[] chosen) {
        int[] numbers = lesions.numbers();
        var kept = new boolean[lesions.count() + 1];
        List<Map<Integer, Integer>> shares = new ArrayList<>();
        for (int i = 0; i <= lesions.count(); i++) {
            shares.add(new LinkedHashMap<>());
        }
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == 0 || kept[numbers[i]]) continue;
            int x = i % fine.width() / factor;
            int y = i / fine.width() % fine.height() / factor;
            int z = i / fine.width() / fine.height() / inDepth;
            int cell = shape.index(z, y, x);
            if ((chosen[cell] & 0xff) == k) kept[numbers[i]] = true;
            else shares.get(numbers[i]).merge(cell, 1, Integer::sum);
        }
        for (int lesion = 1; lesion <= lesions.count(); lesion++) {
            if (kept[lesion]) continue;
            int most = Collections.max(shares.get(lesion).values());
            int cell = shares.get(lesion).entrySet().stream().filter(e -> e.getValue() == most)
                    .mapToInt(Map.Entry::getKey).findFirst().orElseThrow();
            chosen[cell] = (byte) k;
        }
    }

    private static int ceil(int n, int factor) { return (n + factor - 1) / factor; }

    private static int[] sizes(LabelMap labels) {
        int[] sizes = new int[labels.classes()];
        for (byte label : labels.labels()) {
            sizes[label & 0xff]++;
        }
        return sizes;
    }

    /// The classes of one coarse voxel's voxels, from (z, y, x) on.
    private static void count(LabelMap labels, int z, int y, int x, int inDepth, int factor, int[] votes) {
        Arrays.fill(votes, 0);
        Shape s = labels.grid().shape();
        for (int dz = z; dz < Math.min(z + inDepth, s.depth()); dz++) {
            for (int dy = y; dy < Math.min(y + factor, s.height()); dy++) {
                for (int dx = x; dx < Math.min(x + factor, s.width()); dx++) {
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
