package io.github.edgewise.sample;

import io.github.edgewise.volume.Size;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.CoarseLabels;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The labels of a whole case at one resolution and, where asked for, what is made from them there, in arrays
/// or in a mapped file.
///
/// @param labels an unsigned byte per voxel
/// @param distances a map in mm per class, a float per voxel; none if no loss needs them
/// @param extents how far each map reaches inside and outside, in mm; two numbers per class, or per class and
///     slice where slices have maps of their own
/// @param regions the number of the nearest component per class, a float per voxel; none if no loss needs
///     them, and no voxel for the background. Components are those of the whole case, of slices too
/// @param centreLines 1 near a centre line, a byte per voxel; no voxel if no loss needs them
record CaseTarget(Grid grid, int classes, MemorySegment labels, List<MemorySegment> distances,
        List<List<Float>> extents, List<MemorySegment> regions, MemorySegment centreLines) {
    CaseTarget {
        distances = List.copyOf(distances);
        extents = List.copyOf(extents);
        regions = List.copyOf(regions);
    }

    /// The targets at all resolutions.
    static List<CaseTarget> of(LabelMap labels, TargetSpec wanted) {
        int[] numbers = wanted.regions() ? ComponentRegions.numbers(labels) : new int[0];
        return wanted.stages().stream().map(size -> of(labels, numbers, wanted, size)).toList();
    }

    /// The target on voxels that each cover `size` voxels of the image.
    private static CaseTarget of(LabelMap labels, int[] numbers, TargetSpec wanted, Size size) {
        LabelMap coarse = CoarseLabels.of(labels, size.z(), size.y(), size.x());
        int classes = coarse.classes();
        float[][] distances = new float[wanted.distances() ? classes : 0][];
        float[][] extents = new float[distances.length][];
        if (wanted.distances() && wanted.slices() == Slices.MAP_OF_SLICE) {
            fillPerSlice(coarse, wanted, distances, extents);
        } else if (wanted.distances()) {
            var maps = maps(coarse, wanted);
            for (int k = 0; k < classes; k++) {
                distances[k] = maps.get(k).mm();
                extents[k] = new float[]{maps.get(k).deepest(), maps.get(k).farthest()};
            }
        }
        var parts = new LabelParts(wanted, coarse);
        return new CaseTarget(coarse.grid(), classes, MemorySegment.ofArray(coarse.labels()),
                Stream.of(distances).map(MemorySegment::ofArray).toList(),
                Stream.of(extents).map(CaseTarget::list).toList(),
                Stream.of(parts.regions(LabelParts.coarse(labels, numbers, coarse, size)))
                        .map(MemorySegment::ofArray).toList(),
                MemorySegment.ofArray(parts.centreLines()));
    }

    private static List<Float> list(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    private static List<DistanceMap> maps(LabelMap labels, TargetSpec wanted) {
        return SignedDistance.of(labels).with(wanted.zeroLevel()).clip(wanted.reachMm()).forClasses();
    }

    private static void fillPerSlice(LabelMap labels, TargetSpec wanted, float[][] distances,
            float[][] extents) {
        Shape s = labels.grid().shape();
        int n = s.height() * s.width();
        for (int k = 0; k < distances.length; k++) {
            distances[k] = new float[s.voxels()];
            extents[k] = new float[2 * s.depth()];
        }
        for (int z = 0; z < s.depth(); z++) {
            var maps = maps(labels.slice(z), wanted);
            for (int k = 0; k < distances.length; k++) {
                DistanceMap map = maps.get(k);
                System.arraycopy(map.mm(), 0, distances[k], z * n, n);
                extents[k][2 * z] = map.deepest();
                extents[k][2 * z + 1] = map.farthest();
            }
        }
    }

    /// The labels: the array itself if they are in one, otherwise a copy.
    LabelMap labelMap() {
        return new LabelMap(grid, classes, labels.heapBase().orElse(null) instanceof byte[] heap
                ? heap
                : labels.toArray(ValueLayout.JAVA_BYTE));
    }

    /// The largest depth inside class `k` in mm, of what the map of slice `z` was made from.
    float deepest(int k, int z) { return extents.get(k).get(isPerSlice() ? 2 * z : 0); }

    /// The largest distance outside, likewise.
    float farthest(int k, int z) { return extents.get(k).get(isPerSlice() ? 2 * z + 1 : 1); }

    private boolean isPerSlice() { return extents.getFirst().size() > 2; }

    /// How many bytes labels and maps take.
    long bytes() {
        return labels.byteSize() + distances.stream().mapToLong(MemorySegment::byteSize).sum()
                + regions.stream().mapToLong(MemorySegment::byteSize).sum() + centreLines.byteSize();
    }
}
