package io.github.edgewise.data;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.CoarseLabels;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.Arrays;

/// The labels of a whole case at one resolution and, where asked for, their exact signed distances there.
final class Truth {
    private final LabelMap labels;
    private final float[][] distances;
    private final float[][] extents;
    private final boolean isPerSlice;

    private Truth(LabelMap labels, float[][] distances, float[][] extents, boolean isPerSlice) {
        this.labels = labels;
        this.distances = distances;
        this.extents = extents;
        this.isPerSlice = isPerSlice;
    }

    /// The truth on voxels that cover `size` of the image's.
    static Truth of(LabelMap labels, Supervision wanted, Size size) {
        LabelMap coarse = CoarseLabels.of(labels, size.z(), size.y(), size.x());
        boolean perSlice = wanted.slices() == Slices.MAP_OF_SLICE;
        if (!wanted.distances()) return new Truth(coarse, new float[0][], new float[0][], perSlice);
        int classes = coarse.classes();
        float[][] distances = new float[classes][];
        float[][] extents = new float[classes][];
        if (perSlice) {
            fillPerSlice(coarse, wanted.reachMm(), distances, extents);
        } else {
            var maps = SignedDistance.of(coarse).clip(wanted.reachMm()).forClasses();
            for (int k = 0; k < classes; k++) {
                distances[k] = maps.get(k).mm();
                extents[k] = new float[]{maps.get(k).deepest(), maps.get(k).farthest()};
            }
        }
        return new Truth(coarse, distances, extents, perSlice);
    }

    private static void fillPerSlice(LabelMap labels, double reachMm, float[][] distances,
            float[][] extents) {
        Shape s = labels.grid().shape();
        Spacing w = labels.grid().spacing();
        Grid flat = Grid.of(Shape.of(s.height(), s.width()), Spacing.of(w.y(), w.x()));
        int n = flat.voxels();
        for (int k = 0; k < distances.length; k++) {
            distances[k] = new float[s.voxels()];
            extents[k] = new float[2 * s.depth()];
        }
        for (int z = 0; z < s.depth(); z++) {
            var slice = new LabelMap(flat, labels.classes(),
                    Arrays.copyOfRange(labels.labels(), z * n, (z + 1) * n));
            var maps = SignedDistance.of(slice).clip(reachMm).forClasses();
            for (int k = 0; k < distances.length; k++) {
                DistanceMap map = maps.get(k);
                System.arraycopy(map.mm(), 0, distances[k], z * n, n);
                extents[k][2 * z] = map.deepest();
                extents[k][2 * z + 1] = map.farthest();
            }
        }
    }

    LabelMap labels() { return labels; }

    boolean hasDistances() { return distances.length > 0; }

    /// The signed distances of class `k` over the whole case, in mm; not a copy.
    float[] distances(int k) { return distances[k]; }

    /// The largest depth inside class `k` in mm, of what the map of slice `z` was made from.
    float deepest(int k, int z) { return extents[k][isPerSlice ? 2 * z : 0]; }

    /// The largest distance outside, likewise.
    float farthest(int k, int z) { return extents[k][isPerSlice ? 2 * z + 1 : 1]; }
}
