package io.github.edgewise.report;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import java.util.stream.IntStream;

/// A label map and the distances to the surfaces of its classes.
///
/// @param labels the classes
/// @param maps of the classes from 1 on
record Surfaces(LabelMap labels, List<DistanceMap> maps) {
    static Surfaces of(LabelMap labels) {
        return new Surfaces(labels, IntStream.range(1, labels.classes())
                .mapToObj(k -> SignedDistance.of(labels).forClass(k)).toList());
    }

    /// The distance in mm from the face between two neighbouring voxels to the surface of class `k`: 0 where
    /// that runs through the face, else the mean of both voxels' distances, which is exact where the surface
    /// runs alongside and at most half a voxel off elsewhere. Infinite where the class has no surface.
    float mm(int k, int one, int other) {
        if (k > maps.size() || !maps.get(k - 1).hasSurface()) return Float.POSITIVE_INFINITY;
        float[] phi = maps.get(k - 1).mm();
        return phi[one] < 0 == phi[other] < 0 ? Math.abs(phi[one] + phi[other]) / 2 : 0;
    }
}
